using System.Net;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Tests.Inspection;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Diagnose;
using ChatAspire.Network.Walk.Evidence;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>Losses in the tunnel of the recorded hosts, as if it had been made by hand: no lab declares how it should be.</summary>
public sealed class HandMadeTunnelTests
{
    private const string Peer = "10.77.1.11";
    private const string Elsewhere = "192.0.2.9";
    private const string Target = "TARGET";

    private static readonly Frame _frame = new WalkFixture("syn").SynInTunnel;

    /// <summary>The MAC and the remote address of each forwarding entry of the sender; the verdict.</summary>
    [Theory]
    [InlineData(new string[0], "FdbMissing", $"bridge fdb append {FdbEntry.AnyMac} dev vxlan0 dst {Peer}")]
    [InlineData(new[] { FdbEntry.AnyMac, Elsewhere }, "FdbWrong", $"bridge fdb append {FdbEntry.AnyMac} dev vxlan0 dst {Peer}")]
    // One of several may lead to a host that is not named.
    [InlineData(new[] { FdbEntry.AnyMac, Elsewhere, FdbEntry.AnyMac, "192.0.2.8" }, "FdbMissing",
        $"bridge fdb append {FdbEntry.AnyMac} dev vxlan0 dst {Peer}")]
    [InlineData(new[] { Target, Elsewhere, FdbEntry.AnyMac, Peer }, "FdbWrong", $"bridge fdb del {Target} dev vxlan0 dst {Elsewhere}")]
    [InlineData(new[] { FdbEntry.AnyMac, Elsewhere, FdbEntry.AnyMac, Peer }, null, null)]
    [InlineData(new[] { FdbEntry.AnyMac, "239.1.1.1" }, null, null)]
    [InlineData(new[] { Target, Peer }, null, null)]
    public void A_frame_that_does_not_leave_is_explained_by_the_forwarding_entries(string[] entries, string? cause, string? cure)
    {
        var host = Fixture.Host(Fixture.HostB);
        var fdb = entries.Chunk(2).Select(pair =>
            new FdbEntry(pair[0] == Target ? _frame.DestinationMac : pair[0], "vxlan0", pair[1])).ToList();
        var (topology, path) = WalkFixture.PlainPath([Fixture.Host(Fixture.HostA), host with { Fdb = fdb }]);

        var verdict = new TunnelDiagnosis(topology, path, WalkEvidence.None).Leaving(path.Tunnel!.From.VxlanPoint, _frame);

        Assert.Equal((cause, cure?.Replace(Target, _frame.DestinationMac, StringComparison.Ordinal)),
            (verdict is null ? null : $"{verdict.CauseId}", verdict?.Cure));
    }

    /// <summary>Of two that differ, the receiver is wrong, unless a third host is as the receiver is.</summary>
    [Theory]
    [InlineData(false, "host-a", "id 10 dstport 4789")]
    [InlineData(true, "host-b", "id 11 dstport 4789")]
    public void The_end_with_another_VNI_than_all_others_is_wrong(bool agreesAnother, string host, string settings)
    {
        var (one, two) = (WithVni(Fixture.Host(Fixture.HostA), 11), Fixture.Host(Fixture.HostB));
        var third = one with { Host = "host-c", Containers = [] };
        var (topology, path) = WalkFixture.PlainPath(agreesAnother ? [one, two, third] : [one, two]);
        var received = _frame with
        {
            Tunnel = new Tunnel(new Endpoint(IPAddress.Parse("10.77.1.12"), 40000), new Endpoint(IPAddress.Parse(Peer), 4789), 1, 10),
        };

        var verdict = new TunnelDiagnosis(topology, path, WalkEvidence.None).Entering(path.Tunnel!.To.VxlanPoint, received)!;

        Assert.Equal((CauseId.VniDiffers, host, "vxlan0"), (verdict.CauseId, verdict.Host, verdict.Location));
        Assert.StartsWith($"ip link del vxlan0 && ip link add vxlan0 type vxlan {settings} dev eth0 && ip link set vxlan0 mtu 1450 "
            + "master vxlan-net up && bridge fdb append", verdict.Cure, StringComparison.Ordinal);
    }

    private static HostNetwork WithVni(HostNetwork host, int vni) => host with
    {
        Namespace = host.Namespace with
        {
            Devices =
            [
                .. host.Devices.Select(device => device.Vxlan is { } vxlan ? device with { Vxlan = vxlan with { Id = vni } } : device),
            ],
        },
    };
}
