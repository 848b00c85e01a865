namespace ChatAspire.RealHosts.Tests;

/// <summary>What is wrong around a lab (the engine, the user's files, a key) is told as what it is, with its cure.</summary>
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
    public async Task No_engine_is_told_by_every_verb(string verb) => (await fixture.Lab.RunAsync(
        new() { ["DOCKER_HOST"] = "unix:///nowhere/docker.sock" }, verb.Split(' '))).AssertReported("No Docker Engine answers", "eng/dockerd");

    [Theory]
    [InlineData("up")]
    [InlineData("down")]
    [InlineData("status")]
    [InlineData("ssh host-a -- true")]
    public async Task A_state_directory_that_cannot_be_used_is_told(string verb)
    {
        var lab = fixture.NewLab(Name);
        Directory.CreateDirectory(fixture.KeptOf(Name));
        foreach (var file in new[] { "lock", "id_ed25519", "secrets.json" })
        {
            Directory.CreateDirectory(Path.Combine(fixture.KeptOf(Name), file)); // of another user's files root would read all the same
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

    /// <summary>As a power cut leaves them: empty.</summary>
    [Fact]
    public async Task Damaged_secrets_and_keys_are_told_and_mended_by_up()
    {
        await File.WriteAllTextAsync(Path.Combine(fixture.KeptOf(fixture.Name), "secrets.json"), "", Cancellation);
        (await fixture.Lab.RunAsync("dashboard")).AssertReported("secrets.json is damaged", "`up` makes new secrets");
        await File.WriteAllTextAsync(Path.Combine(fixture.KeptOf(fixture.Name), "id_ed25519"), "", Cancellation);

        var up = (await fixture.Lab.RunAsync("up", "--json")).EnsureSuccess();

        Assert.DoesNotContain(up.Steps("applied", "repaired"), step => step.Contains(": Container ", StringComparison.Ordinal));
        (await fixture.Lab.RunAsync("verify")).EnsureSuccess();
        Assert.Empty((await fixture.Lab.RunAsync("up", "--json")).EnsureSuccess().Steps("applied", "repaired"));
    }

    [Fact]
    public async Task A_changed_host_key_is_mended_by_up()
    {
        await fixture.OnHostAsync("host-a", "cd /etc/ssh && rm ssh_host_ed25519_key && ssh-keygen -q -t ed25519 -N '' -f ssh_host_ed25519_key && kill -HUP 1 && sleep 1");

        (await fixture.Lab.RunAsync("ssh", "host-a", "--", "true")).AssertReported("another host key", "run `up`, which puts the lab's keys in place");

        (await fixture.Lab.RunAsync("up")).EnsureSuccess();
        (await fixture.Lab.RunAsync("ssh", "host-a", "--", "true")).EnsureSuccess();
    }
}
