using System.Text.Json.Nodes;
using ChatAspire.Network.Execution;

namespace ChatAspire.RealHosts.Tests;

/// <summary>A host is restarted, cut off or removed, or the base image changes; the next <c>up</c> repairs that and nothing else.</summary>
[Collection(nameof(HostsLab))]
public sealed class HostRepairTests(HostsLab fixture) : EngineTests(fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Repairs_a_restarted_host()
    {
        (await LabHome.Machine.RunAsync(new("docker", "restart", "-t", "1", $"{fixture.Name}-host-b"), Cancellation)).Check();

        var up = await fixture.AssertUpRepairsOnlyAsync("host-b");

        Assert.Contains("host-b: vxlan0, VNI 10", string.Join('\n', up.Steps("applied")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repairs_a_host_cut_off_from_the_underlay()
    {
        (await LabHome.Machine.RunAsync(
            new("docker", "network", "disconnect", $"{fixture.Name}-underlay", $"{fixture.Name}-host-b"), Cancellation)).Check();

        await fixture.AssertUpRepairsOnlyAsync("host-b");
    }

    [Fact]
    public async Task Recreates_a_removed_host_with_its_data()
    {
        var message = await ChatPorts.PostNewAsync(fixture.Name, "host-b", "kept", Cancellation);
        (await LabHome.Machine.RunAsync(new HostCommand("docker", "rm", "-f", $"{fixture.Name}-host-a"), Cancellation)).Check();

        (await fixture.Lab.RunAsync("up", "--json")).EnsureSuccess();

        Assert.Contains(message, await ChatPorts.HistoryAsync(fixture.Name, "host-b", "kept", Cancellation));
    }

    [Fact]
    public async Task Another_base_image_recreates_the_chat_image_and_its_containers()
    {
        Assert.SkipUnless(FullRun.IsOn, "takes a minute; eng/test --full runs it.");
        var file = JsonNode.Parse(await File.ReadAllTextAsync(fixture.FileOf(fixture.Name), Cancellation))!;
        var (current, name) = (file["images"]!["dotnet"]!.GetValue<string>(), $"{fixture.Name}/base");
        (await LabHome.Machine.RunAsync(
            HostCommand.Shell("""docker tag "$1" "$2" 2>/dev/null || docker tag chataspire/dotnet "$2" """, current, name), Cancellation))
                .Check();
        try
        {
            await fixture.WithChangedFileAsync(
                spec => spec["images"]!["dotnet"] = name,
                up =>
                {
                    string[] wanted = ["host-a: Image chat-app", "host-a: chat-a at", "host-b: Image chat-app", "host-b: chat-b at"];
                    Assert.All(wanted, step =>
                        Assert.Contains(up.Steps("repaired"), did => did.StartsWith(step, StringComparison.Ordinal)));
                    return Task.CompletedTask;
                });
        }
        finally
        {
            await LabHome.Machine.RunAsync(new("docker", "rmi", name), CancellationToken.None);
        }
    }
}
