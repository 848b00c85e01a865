namespace ChatAspire.RealHosts.Tests;

/// <summary>Problems around a lab (the engine, the user's files, a key) are reported with a hint.</summary>
[Collection(nameof(RepairLab))]
public sealed class TroubleTests(RepairLab fixture)
{
    private static readonly string Name = $"{LabHome.Prefix}-trouble";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("up")]
    [InlineData("up --dry-run")]
    [InlineData("down")]
    [InlineData("status")]
    [InlineData("verify")]
    [InlineData("ssh host-a -- true")]
    [InlineData("inspect")]
    [InlineData("dashboard")]
    [InlineData("drivers")]
    [InlineData("walk chat-b redis")]
    [InlineData("lesson 3-1 --yes")]
    public async Task Every_verb_reports_a_missing_engine(string verb) => (await fixture.Lab.RunAsync(
        new() { ["DOCKER_HOST"] = "unix:///nowhere/docker.sock" }, verb.Split(' ')))
            .AssertReported("No Docker Engine answers", "eng/dockerd");

    [Theory]
    [InlineData("up")]
    [InlineData("down")]
    [InlineData("status")]
    [InlineData("ssh host-a -- true")]
    public async Task Reports_an_unusable_state_directory(string verb)
    {
        var lab = fixture.NewLab(Name);
        Directory.CreateDirectory(fixture.KeptOf(Name));
        foreach (var file in new[] { "lock", "id_ed25519", "secrets.json" })
        {
            Directory.CreateDirectory(Path.Combine(fixture.KeptOf(Name), file)); // files of another user would not do: root can read those
        }

        (await lab.RunAsync(verb.Split(' '))).AssertReported(fixture.KeptOf(Name), "CHATLAB_HOME");

        Directory.Delete(fixture.KeptOf(Name), recursive: true);
    }

    [Fact]
    public async Task Down_needs_no_secrets()
    {
        var lab = fixture.NewLab(Name);
        Directory.CreateDirectory(Path.Combine(fixture.KeptOf(Name), "secrets.json"));

        (await lab.RunAsync("down")).EnsureSuccess();

        Directory.Delete(fixture.KeptOf(Name), recursive: true);
    }

    /// <summary>The files are empty, as after a power failure.</summary>
    [Fact]
    public async Task Reports_damaged_secrets_and_keys_and_up_repairs_them()
    {
        await File.WriteAllTextAsync(Path.Combine(fixture.KeptOf(fixture.Name), "secrets.json"), "", Cancellation);
        (await fixture.Lab.RunAsync("dashboard")).AssertReported("secrets.json is damaged", "which creates new secrets");
        await File.WriteAllTextAsync(Path.Combine(fixture.KeptOf(fixture.Name), "id_ed25519"), "", Cancellation);

        var up = (await fixture.Lab.RunAsync("up", "--json")).EnsureSuccess();

        Assert.DoesNotContain(up.Steps("applied", "repaired"), step => step.Contains(": Container ", StringComparison.Ordinal));
        (await fixture.Lab.RunAsync("verify")).EnsureSuccess();
        Assert.Empty((await fixture.Lab.RunAsync("up", "--json")).EnsureSuccess().Steps("applied", "repaired"));
    }

    [Fact]
    public async Task Reports_a_changed_host_key_and_up_repairs_it()
    {
        await fixture.OnHostAsync("host-a",
            "cd /etc/ssh && rm ssh_host_ed25519_key && ssh-keygen -q -t ed25519 -N '' -f ssh_host_ed25519_key && kill -HUP 1 && sleep 1");

        (await fixture.Lab.RunAsync("ssh", "host-a", "--", "true"))
            .AssertReported("another host key", "run `up`: it puts the lab's keys in place");

        (await fixture.Lab.RunAsync("up")).EnsureSuccess();
        (await fixture.Lab.RunAsync("ssh", "host-a", "--", "true")).EnsureSuccess();
    }
}
