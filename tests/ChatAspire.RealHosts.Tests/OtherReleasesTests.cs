namespace ChatAspire.RealHosts.Tests;

/// <summary>
/// Labs on hosts of Debian 13 (Docker Engine 26.1) and of its testing suite. Docker Engine 28 and later drops packets to a container's
/// address that come from another device than its bridge, and reaches containers by other chains.
/// </summary>
[Collection(nameof(MachineLab))]
public sealed class OtherReleasesTests(MachineLab fixture)
{
    private static readonly string[] Lessons = ["3-1", "3-2", "3-3", "3-4", "3-5", "3-6"];

    private static readonly string Name = $"{LabHome.Prefix}-release";

    [Theory]
    [InlineData("debian:trixie-slim", 26)]
    [InlineData("debian:forky-slim", 28)]
    public async Task A_lab_a_walk_and_all_lessons_work_on_hosts_of_another_release(string hostBase, int oldestEngine)
    {
        Assert.SkipUnless(FullRun.IsOn, "takes minutes; eng/test --full runs it.");
        await HostImages.MakeAsync(hostBase);
        using var machine = await fixture.KeepMachineAsync();
        var lab = fixture.NewLab(Name, spec => spec["images"]!["host"] = hostBase);

        (await lab.RunAsync("up", "--json")).EnsureSuccess();
        await ReportVersionsAsync(oldestEngine);
        (await lab.RunAsync("verify")).EnsureSuccess();
        Assert.Contains("(no changes", (await lab.RunAsync("up")).EnsureSuccess().Error, StringComparison.Ordinal);
        Assert.Contains(
            "packets, all arrived.", (await lab.RunAsync("walk", "chat-b", "redis")).EnsureSuccess().Output, StringComparison.Ordinal);
        foreach (var lesson in Lessons)
        {
            (await lab.RunAsync("lesson", lesson, "--yes")).EnsureSuccess();
        }

        (await lab.RunAsync("down")).EnsureSuccess();
        await machine.AssertUnchangedAsync();
        Assert.Empty(fixture.FilesOf(Name));
    }

    /// <summary>Tells what was tested: the suite moves on.</summary>
    private static async Task ReportVersionsAsync(int oldestEngine)
    {
        var versions = await LabFixture.OnHostAsync(Name, "host-a",
            "docker version -f '{{.Server.Version}}'; iptables --version; ip -V; ping -V; tcpdump --version 2>&1 | head -1");
        TestContext.Current.TestOutputHelper?.WriteLine(versions);
        Assert.InRange(int.Parse(versions.Split('.')[0], null), oldestEngine, int.MaxValue);
    }
}
