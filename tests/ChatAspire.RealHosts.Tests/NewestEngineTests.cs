namespace ChatAspire.RealHosts.Tests;

/// <summary>
/// A lab on hosts of Debian's testing suite. Docker Engine 28 and later drops packets to a container's address that come from another
/// device than its bridge, and reaches containers by other chains.
/// </summary>
[Collection(nameof(MachineLab))]
public sealed class NewestEngineTests(MachineLab fixture)
{
    private const string HostBase = "debian:forky-slim";
    private const int OldestEngine = 28;

    private static readonly string Name = $"{LabHome.Prefix}-newest";

    [Fact]
    public async Task Testing_s_hosts_carry_a_lab_a_walk_and_a_lesson()
    {
        Assert.SkipUnless(FullRun.IsOn, "runs with CHATASPIRE_FULL=1");
        await HostImages.MakeAsync(HostBase);
        using var machine = await fixture.KeepMachineAsync();
        var lab = fixture.NewLab(Name, spec => spec["images"]!["host"] = HostBase);

        (await lab.RunAsync("up", "--json")).EnsureSuccess();
        await ReportVersionsAsync();
        (await lab.RunAsync("verify")).EnsureSuccess();
        Assert.Contains("(no changes", (await lab.RunAsync("up")).EnsureSuccess().Error, StringComparison.Ordinal);
        Assert.Contains(
            "packets, all arrived.", (await lab.RunAsync("walk", "chat-b", "redis")).EnsureSuccess().Output, StringComparison.Ordinal);
        (await lab.RunAsync("lesson", "3-5", "--yes")).EnsureSuccess();

        (await lab.RunAsync("down")).EnsureSuccess();
        await machine.AssertUnchangedAsync();
        Assert.Empty(fixture.FilesOf(Name));
    }

    /// <summary>Tells what was tested: the suite moves on.</summary>
    private static async Task ReportVersionsAsync()
    {
        var versions = await LabFixture.OnHostAsync(Name, "host-a",
            "docker version -f '{{.Server.Version}}'; iptables --version; ip -V; ping -V; tcpdump --version 2>&1 | head -1");
        TestContext.Current.TestOutputHelper?.WriteLine(versions);
        Assert.InRange(int.Parse(versions.Split('.')[0], null), OldestEngine, int.MaxValue);
    }
}
