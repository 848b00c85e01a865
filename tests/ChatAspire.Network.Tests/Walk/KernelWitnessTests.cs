using System.Net;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Diagnose;
using ChatAspire.Network.Walk.Drops;
using ChatAspire.Network.Walk.Evidence;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>Verdicts beside the kernel's drops.</summary>
public class KernelWitnessTests
{
    private const long WebSpace = 1;
    private const long HostSpace = 2;
    private const long DbSpace = 3;
    private const long OtherSpace = 4;
    private const int DbPid = 30;

    private static readonly CapturePoint Web = new("local", CapturePointKind.Container, "eth0", "web", Netns.Of(10));
    private static readonly CapturePoint Veth = new("local", CapturePointKind.Veth, "veth1");
    private static readonly CapturePoint Db = new("local", CapturePointKind.Container, "eth0", "db", Netns.Of(DbPid));
    private static readonly Endpoint Client = new(IPAddress.Parse("172.17.0.2"), 61000);
    private static readonly Endpoint Server = new(IPAddress.Parse("172.17.0.3"), 7000);

    private static readonly WalkPath Path = new([Web, Veth, Db],
        [new Flow(Protocol.Tcp, Client.Address, Client.Port, Server.Address, Server.Port)]);

    private static readonly Packet Syn = new(Protocol.Tcp, Client, Server, 60, 7, 64, true, 1, 0, (int)TcpFlags.Syn, default);

    private static readonly Packet Answer = Syn with { Source = Server, Destination = Client, Kind = (int)(TcpFlags.Syn | TcpFlags.Ack) };

    private static readonly Verdict Rule = new(CauseId.RuleDrops, "local", "inet g i of db", "the rule drops it", "nft delete …");
    private static readonly Verdict Unknown = new(CauseId.NotEstablished, "local", "eth0 of db", "nothing followed", "nstat");

    [Fact]
    public void A_drop_that_fits_confirms_the_verdict()
    {
        var verdict = Hear(Rule, Drop("NETFILTER_DROP", "nft_do_chain", DbSpace));

        Assert.Equal((Rule, KernelBearing.Confirms, Confidence.Confirmed),
            (verdict with { Kernel = null }, verdict.Kernel!.Bearing, verdict.Confidence));
        var drop = Assert.Single(verdict.Kernel.Drops);
        Assert.Equal(
            ("db", "eth0", 7, "SYN 172.17.0.2:61000 → 172.17.0.3:7000"), (drop.Container, drop.Device, drop.PacketId, drop.Packet));
        Assert.Contains(
            "local, eth0 of db: SYN 172.17.0.2:61000 → 172.17.0.3:7000: NETFILTER_DROP in nft_do_chain (1 ×): a rule or policy of nftables",
            string.Join('\n', verdict.Kernel.Lines()), StringComparison.Ordinal);
    }

    /// <summary>The place and the cause are the kernel's where the diagnosis has none; a reason of many causes gives the place.</summary>
    [Theory]
    [InlineData("TCP_CSUM", "tcp_v4_rcv", "checksum-wrong")]
    [InlineData("IP_RPFILTER", "ip_rcv_finish_core", "reverse-path")]
    [InlineData("NETFILTER_DROP", "nft_do_chain", "rule-drops")]
    [InlineData("NEIGH_FAILED", "arp_error_report", "not-established")]
    [InlineData("SOME_NEW_REASON", "some_function", "not-established")]
    public void Where_the_diagnosis_has_no_cause_the_kernel_names_it(string reason, string function, string cause)
    {
        var verdict = Hear(Unknown, Drop(reason, function, DbSpace));

        Assert.Equal((KernelBearing.Names, "local", "eth0 of db"), (verdict.Kernel!.Bearing, verdict.Host, verdict.Location));
        Assert.Equal(cause, System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName($"{verdict.CauseId}"));
        Assert.StartsWith($"the kernel drops SYN in {function}, {reason}: ", verdict.Cause, StringComparison.Ordinal);
        Assert.StartsWith($"nsenter -t {DbPid} -n ", verdict.Cure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_verdict_that_contradicts_the_kernel_is_not_given()
    {
        var verdict = Hear(Rule, Drop("TCP_CSUM", "tcp_v4_rcv", DbSpace));

        Assert.Equal((CauseId.ChecksumWrong, KernelBearing.Names), (verdict.CauseId, verdict.Kernel!.Bearing));
        Assert.Contains("(inet g i of db: the rule drops it: that does not fit)", verdict.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_consequence_of_many_causes_contradicts_nothing()
    {
        var verdict = Hear(Rule, Drop("NEIGH_FAILED", "arp_error_report", WebSpace));

        Assert.Equal((Rule, KernelBearing.Adds), (verdict with { Kernel = null }, verdict.Kernel!.Bearing));
    }

    /// <summary>The walk repeats its request from the next port.</summary>
    [Fact]
    public void Drops_of_the_repeated_request_are_heard()
    {
        var syn = Syn with { Source = Client with { Port = Client.Port + 1 } };
        var repeated = Drop("NETFILTER_DROP", "nft_do_chain", DbSpace) with { Packet = syn };

        Assert.Equal(KernelBearing.Names, Hear(Unknown, repeated).Kernel!.Bearing);
    }

    /// <summary>Other namespaces, other packets, packets that the walk does not miss, and drops of healthy traffic.</summary>
    [Fact]
    public void Drops_of_others_are_not_heard()
    {
        PacketDrop[] drops =
        [
            Drop("NETFILTER_DROP", "nft_do_chain", OtherSpace),
            Drop("NETFILTER_DROP", "nft_do_chain", DbSpace) with { Packet = Syn with { Source = Client with { Port = Client.Port + 2 } } },
            Drop("NETFILTER_DROP", "nft_do_chain", DbSpace) with { Packet = null },
            Drop("TCP_ABORT_ON_DATA", "tcp_rcv_state_process", DbSpace),
            Drop("OTHERHOST", "ip_rcv_core", HostSpace),
            Drop("NOT_SPECIFIED", "inet_rtm_getroute", DbSpace),
        ];
        foreach (var drop in drops)
        {
            var verdict = Hear(Unknown, drop);
            Assert.Equal((Unknown, KernelBearing.Silent), (verdict with { Kernel = null }, verdict.Kernel!.Bearing));
        }

        var answered = new KernelWitness(Path, Evidence(Recording(DropSource.Bpftrace, Drop("NETFILTER_DROP", "nft_do_chain", DbSpace))))
            .Hear(Unknown, [Seen(Syn, true, 0), Seen(Answer, false, 1)]);
        Assert.Equal(KernelBearing.Silent, answered.Kernel!.Bearing);
    }

    /// <summary>Without addresses nothing is blamed: the verdict stays, and drops that do not fit are not shown beside a cause.</summary>
    [Fact]
    public void Drops_without_addresses_are_only_reported()
    {
        var drop = new PacketDrop("NETFILTER_DROP", "nft_do_chain");

        var (fits, open) = (Hear(Rule, DropSource.Tracefs, drop), Hear(Unknown, DropSource.Tracefs, drop));
        var other = Hear(Rule, DropSource.Tracefs, new PacketDrop("TCP_CSUM", "tcp_v4_rcv"));

        Assert.All([fits, open], verdict => Assert.Equal(KernelBearing.Nearby, verdict.Kernel!.Bearing));
        Assert.Equal((Rule, Unknown), (fits with { Kernel = null }, open with { Kernel = null }));
        Assert.Equal((Rule, KernelBearing.NoneNearby), (other with { Kernel = null }, other.Kernel!.Bearing));
        Assert.Empty(other.Kernel.Drops);
    }

    /// <summary>Hosts that are containers share a kernel: without addresses each sees the drops of all.</summary>
    [Fact]
    public void Drops_of_a_shared_kernel_are_counted_once()
    {
        var drop = new PacketDrop("NETFILTER_DROP", "nft_do_chain");
        var evidence = Evidence(Recording(DropSource.Tracefs, drop), Recording(DropSource.Tracefs, drop) with { Host = "other" });

        var verdict = new KernelWitness(Path, evidence).Hear(Rule, [Seen(Syn, true, 0)]);

        Assert.Equal(1, Assert.Single(verdict.Kernel!.Drops).Count);
        Assert.Equal(["local", "other"], verdict.Kernel.Hosts.Select(host => host.Host));
    }

    [Fact]
    public void A_host_that_was_not_read_is_told_apart_from_no_drop()
    {
        var skipped = new KernelWitness(Path, Evidence(DropRecording.None("local", "permission denied")))
            .Hear(Unknown, [Seen(Syn, true, 0)]);
        var none = Hear(Unknown, DropSource.Bpftrace);

        Assert.Equal((KernelBearing.Unread, KernelBearing.Silent), (skipped.Kernel!.Bearing, none.Kernel!.Bearing));
        Assert.Contains("  local: not read: permission denied", skipped.Kernel.Lines());
        Assert.Null(new KernelWitness(Path, WalkEvidence.None).Hear(Unknown, []).Kernel);
    }

    /// <summary>Each meaning is of a reason and function of its own, and ends a sentence.</summary>
    [Fact]
    public void Every_reason_and_function_has_one_meaning()
    {
        Assert.Equal(DropMeaning.All.Count, DropMeaning.All.DistinctBy(meaning => (meaning.Reason, meaning.Function)).Count());
        Assert.All(DropMeaning.All, meaning =>
        {
            Assert.Same(meaning, DropMeaning.Of(meaning.Reason, meaning.Function));
            Assert.DoesNotContain(". ", meaning.Text, StringComparison.Ordinal);
        });
        var known = DropReasons.Parse(RecordedDrops.Text("format.txt")).Values.ToHashSet();
        Assert.All(DropMeaning.All, meaning => Assert.Contains(meaning.Reason, known));
    }

    private static PacketDrop Drop(string reason, string function, long space) =>
        new(reason, function) { Namespace = space, Device = "eth0", Packet = Syn };

    private static Verdict Hear(Verdict verdict, PacketDrop drop) => Hear(verdict, DropSource.Bpftrace, drop);

    private static Verdict Hear(Verdict verdict, DropSource source, params PacketDrop[] drops) =>
        new KernelWitness(Path, Evidence(Recording(source, drops))).Hear(verdict, [Seen(Syn, true, 0)]);

    private static DropRecording Recording(DropSource source, params PacketDrop[] drops) => new("local", source, null, "boot", drops,
        new Dictionary<long, Netns?> { [WebSpace] = Netns.Of(10), [HostSpace] = null, [DbSpace] = Netns.Of(DbPid) });

    private static WalkEvidence Evidence(params DropRecording[] drops) =>
        new(new Dictionary<(string, Netns?), NamespaceEvidence>()) { Drops = drops };

    /// <summary>A packet that every device of the path showed.</summary>
    private static PacketWalk Seen(Packet packet, bool isForward, int milliseconds)
    {
        CapturePoint[] expected = [.. isForward ? Path.Points : Path.Points.Reverse()];
        var time = DateTime.UnixEpoch.AddMilliseconds(milliseconds);
        return new PacketWalk(packet, isForward, expected,
            [.. expected.Select(point => new DeviceHop(point, time, new Frame(time, "", "", 74, packet, null)))]);
    }
}
