using System.Text;
using System.Text.Json.Nodes;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Inspection.Report;
using ChatAspire.Network.Tests.Inspection;
using ChatAspire.Network.Walk.Capture;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Diagnose;
using ChatAspire.Network.Walk.Evidence;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>The recorded hosts, as if their bridge and VXLAN device were those of a Swarm overlay: in a namespace of the engine.</summary>
public sealed class SwarmTests
{
    private const string Id = "fean1a9czhbe3wuxv380wrck0";

    private static readonly Netns Engine = new("/run/docker/netns/1-fean1a9czh");

    private static readonly Frame Syn = new WalkFixture("syn").SynInTunnel;

    [Fact]
    public void The_path_crosses_the_namespaces_of_both_engines()
    {
        var (_, path) = Walk();

        Assert.Equal(
            [
                "host-b eth0 of chat-b", "host-b veth of ov", "host-b vxlan-net of ov", "host-b vxlan0 of ov", "host-b eth0",
                "host-a eth0", "host-a vxlan0 of ov", "host-a vxlan-net of ov", "host-a veth of ov", "host-a eth0 of redis",
            ],
            path.Points.Select(point => $"{point.Host} {(point.Kind == CapturePointKind.Veth ? point with { Device = "veth" } : point)}"));
        Assert.All(path.Points.Where(point => point.Overlay is not null), point => Assert.Equal(Engine, point.Netns));
        Assert.False(path.IsBridged);
    }

    [Fact]
    public void Captures_run_in_the_engine_s_namespace()
    {
        var (topology, path) = Walk();
        var plan = CapturePlanner.Plan(topology, [path], logRules: false, CapturePace.Own)["host-b"];

        var command = CaptureCommand.Build("x", plan, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));

        Assert.Equal(
            [$"{topology.Network("host-b").Container("chat-b")!.Pid}", Engine.Name, Engine.Name, "self"],
            command.Arguments.SkipWhile(argument => argument != "p0").Chunk(5).Select(capture => capture[1]));
    }

    /// <summary>An overlay has no entry for unknown addresses: without the wrong one, a frame would go nowhere.</summary>
    [Fact]
    public void A_wrong_entry_is_replaced_in_the_engine_s_namespace()
    {
        var (topology, path) = Walk(new FdbEntry(Syn.DestinationMac, "vxlan0", "192.0.2.9", State: "permanent"));

        var verdict = new TunnelDiagnosis(topology, path, WalkEvidence.None).Leaving(path.Tunnel!.From.VxlanPoint, Syn)!;

        Assert.Equal((CauseId.FdbWrong, "vxlan0 of ov"), (verdict.CauseId, verdict.Location));
        Assert.Equal(
            $"nsenter --net={Engine.Name} bridge fdb replace {Syn.DestinationMac} dev vxlan0 dst 10.77.1.11 self permanent", verdict.Cure);
    }

    [Fact]
    public void Inspect_shows_the_devices_in_the_engine_s_namespace()
    {
        var host = Walk().Topology.Network("host-b");

        var json = JsonNode.Parse(InspectionJson.Of(null, [host]))!["hosts"]![0]!;
        using var text = new StringWriter();
        HostReport.Write(PlainConsole.To(text, 160), [host]);

        var overlay = Assert.Single(json["overlays"]!.AsArray())!;
        Assert.Equal(("ov", Engine.Name), ($"{overlay["network"]}", $"{overlay["file"]}"));
        Assert.Contains(overlay["namespace"]!["devices"]!.AsArray(), device => $"{device!["name"]}" == "vxlan0");
        Assert.Contains("Swarm overlay ov", $"{text}", StringComparison.Ordinal);
        Assert.Contains($"{Syn.DestinationMac} → 10.77.1.11", $"{text}", StringComparison.Ordinal);
    }

    [Fact]
    public void The_namespaces_of_overlays_are_read()
    {
        var probe = Encoding.UTF8.GetString(Fixture.Read(Fixture.HostB));
        var more = $$$$"""

            ##chatlab begin namespace {{{{Engine.Name}}}}
            net:[4026531999]

            ##chatlab end 0
            ##chatlab begin ip {{{{Engine.Name}}}}
            [{"ifindex":4,"ifname":"vxlan0","flags":[],"mtu":1450,"linkinfo":{"info_kind":"vxlan","info_data":{"id":4097,"port":4789}}}]
            []
            []

            ##chatlab end 0
            ##chatlab begin fdb {{{{Engine.Name}}}}
            [{"mac":"02:42:0a:00:01:04","ifname":"vxlan0","dst":"10.77.1.11","flags":["self"],"state":"permanent"}]

            ##chatlab end 0

            """;

        var host = HostNetwork.Parse("host-b", Encoding.UTF8.GetBytes(probe + more));

        Assert.Empty(host.Warnings);
        var seen = host.In(Assert.Single(host.EngineNamespaces).Netns);
        Assert.Equal(4097, seen.Namespace.Device("vxlan0")!.Vxlan!.Id);
        Assert.Equal("10.77.1.11", Assert.Single(seen.TunnelEntries("vxlan0")).Remote);
        Assert.Equal(host.Containers.Count, Fixture.Host(Fixture.HostB).Containers.Count);
    }

    private static (Topology Topology, WalkPath Path) Walk(params IReadOnlyList<FdbEntry> entries) => WalkFixture.PlainPath(
    [
        Moved(Fixture.Host(Fixture.HostA), [new(Syn.SourceMac, "vxlan0", "10.77.1.12", State: "permanent")]),
        Moved(
            Fixture.Host(Fixture.HostB),
            entries.Count > 0 ? entries : [new(Syn.DestinationMac, "vxlan0", "10.77.1.11", State: "permanent")]),
    ]);

    /// <summary>Moves the host's bridge, VXLAN device and their veth ports into the engine's namespace.</summary>
    private static HostNetwork Moved(HostNetwork host, IReadOnlyList<FdbEntry> entries)
    {
        var moved = host.Devices.Where(device => device.Name == "vxlan-net" || device.Master == "vxlan-net").ToList();
        return host with
        {
            Namespace = host.Namespace with { Devices = [.. host.Devices.Except(moved)] },
            EngineNamespaces = [new EngineNamespace(Engine, host.Namespace with { Id = "net:[1]", Devices = moved }, entries)],
            Fdb = [],
            Networks = [new DockerNetwork("ov", DockerNetwork.OverlayDriver, new DockerIpam([new DockerIpamConfig("172.18.0.0/16")]), Id)],
        };
    }
}
