using ChatAspire.Network.Execution;

namespace ChatAspire.RealHosts.Tests;

/// <summary>Secrets are readable by their owner only.</summary>
[Collection(nameof(HostsLab))]
public sealed class SecretsTests(HostsLab fixture)
{
    [Fact]
    public async Task Docker_and_ps_show_no_secret()
    {
        Assert.Equal(0, fixture.FirstUp.ExitCode);
        var secrets = (await fixture.OnHostAsync("host-a", "grep -ohE '[0-9a-f]{32}' /etc/chatlab/*"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().ToList();
        Assert.Equal(4, secrets.Count); // Redis's password, the dashboard's token, its two keys

        foreach (var host in new[] { "host-a", "host-b" })
        {
            var shown = await fixture.OnHostAsync(
                host, "docker ps -aq | xargs docker inspect; ps axww; cat /proc/[0-9]*/environ | tr '\\0' '\\n'");
            Assert.Contains("vxlan-net", shown, StringComparison.Ordinal);
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, shown, StringComparison.Ordinal));
        }

        var outer = (await LabHome.Machine.RunAsync(
            HostCommand.Shell("docker ps -aq | xargs docker inspect; ps axww"), TestContext.Current.CancellationToken)).Check().Output;
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, outer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_their_readers_can_read_the_files_with_secrets()
    {
        var files = await fixture.OnHostAsync("host-a", "stat -c '%a %n' /etc/chatlab/*");

        Assert.Contains("400 /etc/chatlab/redis", files, StringComparison.Ordinal);
        Assert.All(files.Split('\n', StringSplitOptions.RemoveEmptyEntries), line =>
            Assert.StartsWith("400 ", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_the_user_can_read_the_state_of_a_lab()
    {
        var kept = fixture.FilesOf(fixture.Name).ToList();
        var modes = (await LabHome.Machine.RunAsync(new HostCommand("stat", ["-c", "%a", .. kept]), TestContext.Current.CancellationToken))
            .Check();

        Assert.NotEmpty(kept);
        Assert.All(modes.Lines, mode => Assert.Equal("600", mode));
    }

    [Fact]
    public async Task Redis_publishes_no_port_and_requires_its_password()
    {
        Assert.Equal("NOAUTH Authentication required.", (await fixture.OnHostAsync("host-a", "docker exec redis redis-cli ping")).Trim());
        Assert.Empty(await fixture.OnHostAsync("host-a", "docker port redis"));
    }
}
