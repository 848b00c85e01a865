using System.Text.Json;
using ChatAspire.Network.Execution;
using ChatAspire.Testing;

namespace ChatAspire.RealHosts.Tests;

/// <summary>One image under bridge, host and none: its devices and reachable addresses, and that no container remains.</summary>
[Collection(nameof(LessonLab))]
public sealed class DriversTests(LessonLab fixture)
{
    private const string Ours = "docker ps -aq --filter label=chatlab.drivers";

    [Fact]
    public async Task Each_driver_has_what_the_chapter_says_and_no_container_remains()
    {
        var drivers = JsonDocument.Parse((await fixture.Lab.RunAsync("drivers", "--json")).EnsureSuccess().Output).RootElement.GetProperty(
            "drivers").EnumerateArray()
            .ToDictionary(driver => driver.GetProperty("driver").GetString()!);
        var own = (await fixture.OnHostAsync("host-a", "readlink /proc/self/ns/net")).Trim();
        var docker0 = (await fixture.OnHostAsync("host-a", "ip -4 -o address show dev docker0 | grep -o 'inet [0-9.]*' | cut -d' ' -f2"))
            .Trim();

        Assert.Equal(own, drivers["host"].GetProperty("namespace").GetString());
        Assert.Equal(3, drivers.Values.Select(driver => driver.GetProperty("namespace").GetString()).Distinct().Count());
        Assert.Equal(["lo"], Devices(drivers["none"]));
        Assert.Equal(["lo", "eth0"], Devices(drivers["bridge"]));
        Assert.Superset(new HashSet<string> { "docker0", "vxlan-net", "vxlan0", "eth0" }, Devices(drivers["host"]).ToHashSet());
        Assert.Equal(["its own loopback", "its gateway", "the other host"], Reached(drivers["bridge"]));
        Assert.Equal(["its own loopback", "its gateway", "the other host", "redis on the overlay"], Reached(drivers["host"]));
        Assert.Equal(["its own loopback"], Reached(drivers["none"]));
        Assert.Equal(docker0, drivers["bridge"].GetProperty("reaches")[1].GetProperty("address").GetString());
        Assert.Empty(await fixture.OnHostAsync("host-a", Ours));
    }

    [Fact]
    public async Task Nothing_remains_after_Ctrl_C()
    {
        using var process = fixture.Lab.Start("drivers", "host-b");
        await Wait.UntilAsync("a container is running", async () =>
            (await fixture.OnHostAsync("host-b", Ours)).Length > 0, TimeSpan.FromSeconds(30));

        (await LabHome.Machine.RunAsync(new HostCommand("kill", "-INT", $"{process.Id}"), TestContext.Current.CancellationToken)).Check();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(130, process.ExitCode);
        Assert.Empty(await fixture.OnHostAsync("host-b", Ours));
    }

    private static IEnumerable<string> Devices(JsonElement driver) =>
        driver.GetProperty("devices").EnumerateArray().Select(device => device.GetProperty("name").GetString()!);

    private static IEnumerable<string> Reached(JsonElement driver) => driver.GetProperty("reaches").EnumerateArray()
        .Where(reach => reach.GetProperty("milliseconds").ValueKind == JsonValueKind.Number)
            .Select(reach => reach.GetProperty("what").GetString()!);
}
