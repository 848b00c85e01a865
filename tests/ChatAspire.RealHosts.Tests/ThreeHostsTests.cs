using System.Text.Json.Nodes;
using ChatAspire.Network.Execution;

namespace ChatAspire.RealHosts.Tests;

/// <summary>
/// More than two hosts: static forwarding entries in place of one remote. The hosts run Debian 13, the lab of the other tests
/// Debian 12: Docker Engine 26.1 and 20.10, iputils 20240905 and 20221126, iptables 1.8.11 and 1.8.9.
/// </summary>
[Collection(nameof(MachineLab))]
public sealed class ThreeHostsTests(MachineLab fixture)
{
    private const string HostBase = "debian:trixie-slim";

    private static readonly string Name = $"{LabHome.Prefix}-three";

    /// <summary>Includes <c>down</c>: afterwards the machine is as it was.</summary>
    [Fact]
    public async Task Three_Debian_13_hosts_ping_each_other_and_each_has_a_chat_node()
    {
        Assert.SkipUnless(FullRun.IsOn, "takes minutes; eng/test --full runs it. Ec2.Tests create a lab of two Debian 13 hosts.");
        await HostImages.MakeAsync(HostBase);
        using var machine = await fixture.KeepMachineAsync();
        var lab = fixture.NewLab(Name, spec =>
        {
            spec["images"]!["host"] = HostBase;
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

        await ReportsAContainerThatSendsTooMuchAsync(lab);
        Assert.Contains("packets, all arrived.",
            (await lab.RunAsync("walk", "chat-b", "redis")).EnsureSuccess().Output, StringComparison.Ordinal);
        var tooLong = await lab.RunAsync("walk", "chat-b", "redis", "--size", "1451");
        Assert.Equal(1, tooLong.ExitCode);
        Assert.Contains("eth0 of chat-b: its MTU is 1450 bytes, so the container's own kernel rejected the packet", tooLong.Output,
            StringComparison.Ordinal);
        (await lab.RunAsync("drivers")).EnsureSuccess();
        (await lab.RunAsync("lesson", "3-5", "--yes")).EnsureSuccess();

        (await lab.RunAsync("down")).EnsureSuccess();
        await machine.AssertUnchangedAsync();
        Assert.Empty(fixture.FilesOf(Name));
    }

    private static async Task ReportsAContainerThatSendsTooMuchAsync(Chatlab lab)
    {
        const string Mtu = "nsenter --net -t $(docker inspect -f '{{.State.Pid}}' chat-a) ip link set eth0 mtu ";
        await LabFixture.OnHostAsync(Name, "host-a", Mtu + "1500");

        var verify = await lab.RunAsync("verify");

        await LabFixture.OnHostAsync(Name, "host-a", Mtu + "1450");
        Assert.Equal(1, verify.ExitCode);
        Assert.Matches(
            "(?m)^host-a  1451 bytes do not fit: it failed, but not because of its length: PING [^;]*; the device's MTU is 1500\n",
            verify.Error);
        Assert.DoesNotMatch("(?m)^host-[bc]  ", verify.Error);
    }
}
