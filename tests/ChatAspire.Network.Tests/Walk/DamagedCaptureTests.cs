using System.Formats.Tar;
using System.Text;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Walk.Capture;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Netfilter;
using ChatAspire.Network.Walk.Paths;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>1,000 damaged copies of captures and chain traces. Whatever is lost is reported.</summary>
public class DamagedCaptureTests
{
    private const int Copies = 1000;
    private const int Seed = 20261125;

    private static readonly WalkFixture Fixture = new("syn");

    private static readonly List<CapturePoint> Points = [.. Fixture.Frames.Keys.Where(point => point.Host == "host-b")];

    [Theory]
    [InlineData("host-b.eth0.pcap")]
    [InlineData("host-b.chat-b.eth0.pcap")]
    public void A_damaged_capture_is_read_as_far_as_possible(string name)
    {
        var file = File.ReadAllBytes(Fixture.Capture(name));
        var whole = FrameParser.ParseAll(file, WalkFixture.VxlanPort, _ => { }).Count;
        Assert.True(whole > 0);

        foreach (var copy in Mutations.Of(file, Copies, Seed))
        {
            var skipped = new List<string>();
            var found = FrameParser.ParseAll(copy, WalkFixture.VxlanPort, skipped.Add).Count;

            // Cut between two records, a capture is valid, and shorter.
            Assert.True(found >= whole || skipped.Count > 0
                || copy.Length < file.Length, $"{whole - found} frames were lost silently:\n{Convert.ToHexString(copy)}");
        }
    }

    [Theory]
    [InlineData("syn", "host-b")]
    [InlineData("inet", "host-a")]
    public void A_damaged_chain_trace_is_read_as_far_as_possible(string walk, string host)
    {
        var text = File.ReadAllBytes(new WalkFixture(walk).Chains(host));
        var whole = ChainTrace.Parse(Encoding.UTF8.GetString(text), _ => { }).Count;
        Assert.True(whole > 0);

        foreach (var copy in Mutations.Of(text, Copies, Seed))
        {
            var skipped = new List<string>();
            var found = ChainTrace.Parse(Encoding.UTF8.GetString(copy), skipped.Add).Count;

            Assert.True(found >= whole || skipped.Count > 0
                || copy.Length < text.Length - Mutations.MaxChanges, $"{whole - found} traversals were lost silently");
        }
    }

    /// <summary>
    /// The output of ping (iputils 20221126) and curl (7.88.1) in a container's namespace: reply, no reply, too long; opened,
    /// refused, HTTP.
    /// </summary>
    public static TheoryData<string, int, string, string> Probes => new()
    {
        {
            nameof(ProbeKind.Ping), 0, """
            PING 172.18.0.100 (172.18.0.100) 56(84) bytes of data.
            64 bytes from 172.18.0.100: icmp_seq=1 ttl=64 time=0.222 ms

            --- 172.18.0.100 ping statistics ---
            1 packets transmitted, 1 received, 0% packet loss, time 0ms
            rtt min/avg/max/mdev = 0.222/0.222/0.222/0.000 ms

            """, ""
        },
        {
            nameof(ProbeKind.Ping), 1, """
            PING 203.0.113.9 (203.0.113.9) 56(84) bytes of data.
            From 21.4.30.83 icmp_seq=1 Destination Net Unreachable

            --- 203.0.113.9 ping statistics ---
            1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms


            """, ""
        },
        {
            nameof(ProbeKind.Ping), 1, """
            PING 172.18.0.100 (172.18.0.100) 1472(1500) bytes of data.

            --- 172.18.0.100 ping statistics ---
            1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms


            """, "ping: local error: message too long, mtu=1450\n"
        },
        { nameof(ProbeKind.Tcp), 28, "1", "curl: (28) Time-out\n" },
        { nameof(ProbeKind.Tcp), 7, "0", "curl: (7) Failed to connect to 172.18.0.100 port 6380 after 0 ms: Couldn't connect to server\n" },
        { nameof(ProbeKind.Http), 0, "200", "" },
        {
            nameof(ProbeKind.Http), 7, "000",
            "curl: (7) Failed to connect to 172.18.0.11 port 5001 after 0 ms: Couldn't connect to server\n"
        },
    };

    /// <summary>A failure never becomes a success, and a success never a failure without a reason.</summary>
    [Theory]
    [MemberData(nameof(Probes))]
    public void A_damaged_output_of_the_walk_s_traffic_still_gives_an_outcome(string kind, int code, string output, string error)
    {
        var whole = Outcome(Encoding.UTF8.GetBytes(output), error);
        Assert.NotEmpty(whole.Message);
        var outputs = Mutations.Of(Encoding.UTF8.GetBytes(output), Copies, Seed);
        var errors = Mutations.Of(Encoding.UTF8.GetBytes(error), Copies, Seed + 1);

        foreach (var (copy, said) in outputs.Zip(errors, (copy, said) => (copy, Encoding.UTF8.GetString(said))))
        {
            foreach (var read in new[] { Outcome(copy, error), Outcome(copy, said) })
            {
                Assert.DoesNotContain('\n', read.Message);
                Assert.True(read.Succeeded == whole.Succeeded || (whole.Succeeded
                    && (read.Message.Length > 0 || said.Trim().Length == 0)), $"{read}\n{Encoding.UTF8.GetString(copy)}\n{said}");
            }
        }

        ProbeOutcome Outcome(byte[] printed, string errorText) =>
            Probe.Interpret(Enum.Parse<ProbeKind>(kind), new CommandResult(
                "host-b", new HostCommand("nsenter"), code, printed, errorText, TimeSpan.Zero));
    }

    /// <summary>The complete result of a host: a tar file of captures, chains, times, and messages of the tools.</summary>
    [Fact]
    public void A_damaged_result_of_a_host_is_read_as_far_as_possible()
    {
        var plan = Plan();
        var tar = Answer([]);
        var whole = CaptureReader.Read("host-b", plan, tar);
        Assert.Empty(whole.Notes);
        Assert.Equal((5, true), (whole.Captures.Count, whole.Traversals.Count > 0));

        foreach (var copy in Mutations.Of(tar, Copies, Seed))
        {
            var read = CaptureReader.Read("host-b", plan, copy);

            Assert.True(read.Captures.Count == whole.Captures.Count && read.Traversals.Count >= whole.Traversals.Count
                || read.Notes.Count > 0,
                $"captures {read.Captures.Count}, traversals {read.Traversals.Count} of {whole.Traversals.Count} were lost silently");
        }
    }

    /// <summary>A file at its own limit or the disk's; and a tcpdump that was killed, and so did not print its count.</summary>
    [Theory]
    [InlineData(400, 400, 7, "early, with 3 of 7 packets: a file is limited to 0 MiB")]
    [InlineData(400, 1 << 24, 7, "early, with 3 of 7 packets: the disk is full")]
    [InlineData(400, 1 << 24, null, "early, with 3 packets: the disk is full, or tcpdump was killed")]
    public void Packets_after_the_end_of_a_capture_are_not_expected(int bytes, int bound, int? captured, string note)
    {
        var file = File.ReadAllBytes(Fixture.Capture("host-b.eth0.pcap"))[..bytes];
        var read = CaptureReader.Read("host-b", Plan(), Answer(new()
        {
            ["p0.pcap"] = file,
            ["p0.err"] = Encoding.UTF8.GetBytes(captured is { } count ? Said(count)
                : "tcpdump: listening on eth0, link-type EN10MB (Ethernet), snapshot length 262144 bytes\n"),
            ["bound"] = Encoding.UTF8.GetBytes($"{bound}\n"),
        }));

        Assert.Contains(read.Notes, line => line.Contains(note, StringComparison.Ordinal));
        var last = PcapFile.Read(file, _ => { }).Last().Time;
        Assert.InRange(last - read.End, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Unusual_messages_of_tcpdump_are_noted()
    {
        var read = CaptureReader.Read("host-b", Plan(),
            Answer(new() { ["p1.err"] = Encoding.UTF8.GetBytes(Said(7) + "tcpdump: pcap_loop: The interface disappeared\n") }));

        Assert.EndsWith(": tcpdump: pcap_loop: The interface disappeared", Assert.Single(read.Notes), StringComparison.Ordinal);
    }

    // xtables-monitor 1.8.9, when the kernel's buffer for it overflowed
    private const string Overflow = "mnl_socket_recvfrom: No buffer space available\n";

    [Theory]
    [InlineData("", "no chains are shown: xtables-monitor could not keep up")]
    [InlineData("PACKET: 2 48525d81 IN=eth0", "no chains are shown: xtables-monitor could not keep up")]
    [InlineData(null, "some chains are not shown: xtables-monitor could not keep up")]
    public void An_overflow_of_the_chain_trace_is_noted_truthfully(string? trace, string note)
    {
        var files = new Dictionary<string, byte[]> { ["chains.err"] = Encoding.UTF8.GetBytes(Overflow + Overflow) };
        if (trace is not null)
        {
            files["chains.txt"] = Encoding.UTF8.GetBytes(trace);
        }

        var read = CaptureReader.Read("host-b", Plan(), Answer(files));

        var found = Assert.Single(read.Notes, line => line.Contains(note, StringComparison.Ordinal));
        Assert.EndsWith("(2 times)", found, StringComparison.Ordinal);
    }

    /// <summary>A capture that grows byte by byte yields each frame once, as soon as it is complete.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(100_000)]
    public void A_growing_capture_yields_each_frame_once(int size)
    {
        var file = File.ReadAllBytes(Fixture.Capture("host-b.eth0.pcap"));
        var stream = new PcapStream(WalkFixture.VxlanPort);

        var frames = file.Chunk(size).SelectMany(piece => stream.Append(piece)).ToList();

        Assert.Equal(FrameParser.ParseAll(file, WalkFixture.VxlanPort, _ => { }).Select(Identity), frames.Select(Identity));

        static (DateTime, PacketKey, int?) Identity(Frame frame) => (frame.Time, frame.Packet.Key, frame.Tunnel?.Id);
    }

    private static CapturePlan Plan() =>
        new([.. Points.Select(point => (point, ""))], [new TraceRule("", null)], [], TraceAmount.All, null, CapturePace.Own);

    // tcpdump 4.99.3
    private static string Said(int captured) =>
        $"tcpdump: listening on eth0, link-type EN10MB (Ethernet), snapshot length 262144 bytes\n"
        + $"{captured} packets captured\n{captured} packets received by filter\n0 packets dropped by kernel\n";

    /// <param name="other">Files that replace or supplement those of the fixture.</param>
    private static byte[] Answer(Dictionary<string, byte[]> other)
    {
        var captures = Points.Select(point =>
        {
            string[] parts = [.. new[] { "host-b", point.Container, point.Device, "pcap" }.OfType<string>()];
            return File.ReadAllBytes(Fixture.Capture(string.Join('.', parts)));
        }).ToList();
        var files = new Dictionary<string, byte[]>
        {
            ["chains.txt"] = File.ReadAllBytes(Fixture.Chains("host-b")),
            ["begin"] = "1795602016.591259556\n"u8.ToArray(),
            ["end"] = "1999999999.591259556\n"u8.ToArray(),
            ["bound"] = "16777216\n"u8.ToArray(),
        };
        foreach (var (i, capture) in captures.Index())
        {
            files[$"p{i}.pcap"] = capture;
            files[$"p{i}.err"] = Encoding.UTF8.GetBytes(Said(PcapFile.Read(capture, _ => { }).Count()));
        }

        return Tar(files.Keys.Union(other.Keys).Select(name => (name, other.GetValueOrDefault(name) ?? files[name])));
    }

    [Fact]
    public void Packets_that_the_kernel_dropped_at_a_capture_are_noted()
    {
        var plan = new CapturePlan([(Fixture.Frames.Keys.First(), "")], [], [], TraceAmount.All, null, CapturePace.Own);
        var tar = Tar([("p0.err", "3 packets captured\n2 packets dropped by kernel\n"u8.ToArray())]);

        Assert.Contains(CaptureReader.Read("host-a", plan, tar).Notes, note => note.Contains("2 packets passed", StringComparison.Ordinal));
    }

    private static byte[] Tar(IEnumerable<(string Name, byte[] Bytes)> files)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream))
        {
            foreach (var (name, bytes) in files)
            {
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"./{name}") { DataStream = new MemoryStream(bytes) });
            }
        }

        return stream.ToArray();
    }

    /// <summary>The remains of a damaged capture are correlated like any other.</summary>
    [Fact]
    public void Damaged_frames_never_stop_a_walk()
    {
        var damaged = new WalkFixture("syn");
        var bytes = File.ReadAllBytes(damaged.Capture("host-b.eth0.pcap"));
        var nic = damaged.Point("host-b", CapturePointKind.Nic);
        var path = damaged.ToRedis(damaged.ClientPort);
        foreach (var copy in Mutations.Of(bytes, Copies / 10, Seed))
        {
            damaged.Frames[nic] = FrameParser.ParseAll(copy, WalkFixture.VxlanPort, _ => { });

            var walks = Correlation.Walks(path, damaged.Frames, damaged.Traversals, WalkFixture.SameClock,
                WalkFixture.BridgeFilteringHosts);

            Assert.True(walks.Count(walk => walk.Arrived) >= 6);
        }
    }

    [Fact]
    public void A_file_that_is_not_a_capture_is_reported()
    {
        var skipped = new List<string>();

        Assert.Empty(FrameParser.ParseAll("<html><body>not found</body></html>"u8.ToArray(), WalkFixture.VxlanPort, skipped.Add));
        Assert.Contains("not a pcap file", Assert.Single(skipped), StringComparison.Ordinal);
    }
}
