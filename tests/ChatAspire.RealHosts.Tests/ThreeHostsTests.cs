using System.Text.Json.Nodes;
using ChatAspire.Network.Execution;

namespace ChatAspire.RealHosts.Tests;

/// <summary>More than two hosts: static forwarding entries in place of one remote.</summary>
[Collection(nameof(MachineLab))]
public sealed class ThreeHostsTests(MachineLab fixture)
{
    private static readonly string Name = $"{LabHome.Prefix}-three";

    /// <summary>Includes <c>down</c>: afterwards the machine is as it was.</summary>
    [Fact]
    public async Task Three_hosts_ping_each_other_and_each_has_a_chat_node()
    {
        var before = await MachineState.ReadAsync();
        var lab = fixture.NewLab(Name, spec =>
        {
            spec["hosts"]!.AsArray().Add(JsonNode.Parse("""{ "name": "host-c", "gateway": "172.18.0.3" }"""));
            spec["chat"]!.AsArray()
                .Add(JsonNode.Parse("""{ "name": "chat-c", "host": "host-c", "address": "172.18.0.33", "publish": 5000 }"""));
        });

        (await lab.RunAsync("up", "--json")).EnsureSuccess();
        var proof = (await lab.RunAsync("verify", "--json")).EnsureSuccess();

        var proved = proof.Checks("satisfied");
        string[] hosts = ["a", "b", "c"];
        string[] addresses = ["172.18.0.11", "172.18.0.22", "172.18.0.33"];
        foreach (var from in hosts)
        {
            foreach (var to in addresses.Where((_, i) => hosts[i] != from))
            {
                Assert.Contains($"host-{from}: test-{from} reaches {to}", proved);
            }
        }

        Assert.Contains("host-a: A message from host-a arrives at host-c", proved);
        Assert.Contains("host-a: A message from host-c arrives at host-a", proved);
        var flood = await LabHome.Machine.RunAsync(
            HostCommand.Shell("""docker exec "$1" bridge fdb show dev vxlan0 | grep ^00:00:00:00:00:00""", $"{Name}-host-c"),
                TestContext.Current.CancellationToken);
        Assert.Equal(2, flood.Check().Lines.Count);

        (await lab.RunAsync("down")).EnsureSuccess();
        Assert.Equal(before, await MachineState.ReadAsync());
        Assert.Empty(fixture.FilesOf(Name));
    }
}
