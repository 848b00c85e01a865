using ChatAspire.Network.Execution;

namespace ChatAspire.RealHosts.Tests;

/// <summary>What is not for everyone is seen by no one.</summary>
[Collection(nameof(MachineLab))]
public sealed class SecretsTests(MachineLab fixture)
{
    [Fact]
    public async Task No_secret_is_in_what_docker_or_ps_shows()
    {
        Assert.Equal(0, fixture.FirstUp.ExitCode);
        var secrets = (await fixture.OnHostAsync("host-a", "grep -ohE '[0-9a-f]{32}' /etc/chatlab/*")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().ToList();
        Assert.Equal(4, secrets.Count); // Redis's password, the dashboard's token, its two keys

        foreach (var host in new[] { "host-a", "host-b" })
        {
            var shown = await fixture.OnHostAsync(host, "docker ps -aq | xargs docker inspect; ps axww; cat /proc/[0-9]*/environ | tr '\\0' '\\n'");
            Assert.Contains("vxlan-net", shown, StringComparison.Ordinal);
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, shown, StringComparison.Ordinal));
        }

        var outer = (await LabHome.Machine.RunAsync(
            HostCommand.Shell("docker ps -aq | xargs docker inspect; ps axww"), TestContext.Current.CancellationToken)).Check().Output;
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, outer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_files_that_hold_secrets_are_their_readers_alone()
    {
        var files = await fixture.OnHostAsync("host-a", "stat -c '%a %n' /etc/chatlab/*");

        Assert.Contains("400 /etc/chatlab/redis", files, StringComparison.Ordinal);
        Assert.All(files.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith("400 ", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_kept_of_a_lab_is_its_users_alone()
    {
        var kept = fixture.FilesOf(fixture.Name).ToList();
        var modes = (await LabHome.Machine.RunAsync(new HostCommand("stat", ["-c", "%a", .. kept]), TestContext.Current.CancellationToken)).Check();

        Assert.NotEmpty(kept);
        Assert.All(modes.Lines, mode => Assert.Equal("600", mode));
    }

    [Fact]
    public async Task Redis_is_reached_on_the_overlay_only_and_asks_for_its_password()
    {
        Assert.Equal("NOAUTH Authentication required.", (await fixture.OnHostAsync("host-a", "docker exec redis redis-cli ping")).Trim());
        Assert.Empty(await fixture.OnHostAsync("host-a", "docker port redis"));
    }
}
