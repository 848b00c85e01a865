using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Drops;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>Recorded output of bpftrace and of an instance of tracefs; on real hosts: ChatAspire.RealHosts.Tests, DropTests.</summary>
public class DropTests
{
    private const int Copies = 300;
    private const int Seed = 20261129;

    [Fact]
    public void Bpftrace_tells_namespace_device_and_packet()
    {
        var recording = RecordedDrops.Read("bpftrace", "nft");

        Assert.Equal((DropSource.Bpftrace, null), (recording.Source, recording.Limit));
        var drop = Assert.Single(recording.Drops);
        Assert.Equal(
            ("NETFILTER_DROP", "nft_do_chain", "eth0", RecordedDrops.Db), (drop.Reason, drop.Function, drop.Device, drop.Namespace));
        Assert.Equal(("SYN", "172.17.0.2:62724", "172.17.0.3:7000", 0x6aa0),
            (drop.Packet!.Name, $"{drop.Packet.Source}", $"{drop.Packet.Destination}", drop.Packet.Id));
        Assert.True(recording.TryFindSpace(drop, out var netns));
        Assert.Equal(Netns.Of(RecordedDrops.DbPid), netns);
    }

    /// <summary>Only the first 96 bytes of a long packet are printed.</summary>
    [Fact]
    public void A_packet_is_recognised_by_its_first_bytes()
    {
        var recording = RecordedDrops.Read("bpftrace", "mtu");

        var drop = Assert.Single(recording.Drops);
        Assert.Equal(("NOT_SPECIFIED", "br_nf_dev_queue_xmit", "veth7dcad7f"), (drop.Reason, drop.Function, drop.Device));
        Assert.Equal(("ICMP echo request", 1450), (drop.Packet!.Name, drop.Packet.Length));
        Assert.True(recording.TryFindSpace(drop, out var netns));
        Assert.Null(netns);
    }

    [Fact]
    public void In_a_tunnel_the_inner_packet_is_recognised()
    {
        var outer = RecordedDrops.FirstTunnelPacket(new WalkFixture("drop").Capture("host-a.eth0.pcap"));
        var drop = Assert.Single(BpftraceOutput.Parse(
            RecordedDrops.Line(1, 12, "nft_do_chain", "eth0", outer.Span), DropReasons.Parse(RecordedDrops.Text("format.txt")),
            WalkFixture.VxlanPort, Assert.Fail));

        Assert.NotEqual(Protocol.Udp, drop.Packet!.Protocol);
        Assert.StartsWith("172.18.", $"{drop.Packet.Source}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_packet_without_a_device_or_a_named_reason_is_kept()
    {
        var drop = Assert.Single(BpftraceOutput.Parse(
            "7 999 0xffffffff81000000  806 \n", new Dictionary<int, string>(), WalkFixture.VxlanPort, Assert.Fail));

        Assert.Equal(new PacketDrop("999", null) { Namespace = 7 }, drop);
    }

    [Theory]
    [InlineData("nft", "NETFILTER_DROP", "nft_do_chain")]
    [InlineData("mtu", "NOT_SPECIFIED", "br_nf_dev_queue_xmit")]
    public void Tracefs_tells_reason_and_function_and_says_what_it_cannot_tell(string fault, string reason, string function)
    {
        var recording = RecordedDrops.Read("tracefs", fault);

        Assert.Equal(DropSource.Tracefs, recording.Source);
        Assert.Equal("tracefs shows neither addresses nor namespaces: these may be packets of others (bpftrace is not installed)",
            recording.Limit);
        Assert.Contains(new PacketDrop(reason, function), recording.Drops);
        Assert.All(recording.Drops, drop => Assert.False(recording.TryFindSpace(drop, out _)));
    }

    /// <summary>Linux 5.17 hides the address of the function, and a buffer may be too small.</summary>
    [Fact]
    public void An_older_trace_that_lost_events_is_read_and_said()
    {
        const string Trace =
            """
            # entries-in-buffer/entries-written: 1/7   #P:2
            CPU:1 [LOST 6 EVENTS]
            <idle>-0  [001] ..s1. 34.567890: kfree_skb: skbaddr=0000000054f7a1b2 protocol=2048 location=00000000d6f0a1c2 reason: TCP_CSUM

            """;
        Assert.Equal([new PacketDrop("TCP_CSUM", null)], TracefsOutput.Parse(Trace, Assert.Fail));
        Assert.True(TracefsOutput.IsCut(Trace));
    }

    [Fact]
    public void A_namespace_that_cannot_be_read_is_reported()
    {
        var session = RecordedDrops.Session("bpftrace", "nft");
        session[DropScript.Spaces] += "self no-number\n";

        Assert.Equal("1 lines could not be read: self no-number", RecordedDrops.Read(session).Limit);
    }

    [Theory]
    [InlineData("mount: /sys/kernel/tracing: permission denied.\n", "mount: /sys/kernel/tracing: permission denied.")]
    [InlineData("the kernel is older than 5.17: it gives no reason\n", "the kernel is older than 5.17: it gives no reason")]
    [InlineData("", "nothing was recorded")]
    public void A_host_that_cannot_be_read_is_no_error(string skip, string reason)
    {
        var recording = RecordedDrops.Read(new Dictionary<string, string> { [DropScript.Skip] = skip });

        Assert.Equal((DropSource.None, reason), (recording.Source, recording.Limit));
        Assert.Empty(recording.Drops);
    }

    [Theory]
    [InlineData("bpftrace", "nft")]
    [InlineData("bpftrace", "mtu")]
    [InlineData("tracefs", "nft")]
    public void Damaged_output_is_read_as_far_as_possible(string source, string fault)
    {
        var whole = RecordedDrops.Read(source, fault);
        foreach (var name in RecordedDrops.Session(source, fault).Keys)
        {
            var session = RecordedDrops.Session(source, fault);
            foreach (var copy in Mutations.Of(System.Text.Encoding.UTF8.GetBytes(session[name]), Copies, Seed))
            {
                var damaged = new Dictionary<string, string>(session) { [name] = System.Text.Encoding.UTF8.GetString(copy) };

                var recording = RecordedDrops.Read(damaged);

                Assert.True(recording.Drops.Count >= whole.Drops.Count || recording.Limit is not null
                    || copy.Length < session[name].Length - Mutations.MaxChanges, $"drops were lost silently:\n{damaged[name]}");
            }
        }
    }
}
