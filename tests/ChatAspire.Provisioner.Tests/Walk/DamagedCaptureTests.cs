using System.Formats.Tar;
using System.Text;
using ChatAspire.Provisioner.Walk;

namespace ChatAspire.Provisioner.Tests.Walk;

/// <summary>1,000 damaged copies of what tcpdump and xtables-monitor left. What is lost is never lost without a word.</summary>
public class DamagedCaptureTests
{
    private const int Copies = 1000;
    private const int Seed = 20261125;

    private static readonly WalkFixture Fixture = new("syn");

    [Theory]
    [InlineData("host-b.eth0.pcap")]
    [InlineData("host-b.chat-b.eth0.pcap")]
    public void A_damaged_capture_is_read_as_far_as_it_goes(string name)
    {
        var file = File.ReadAllBytes(Fixture.Capture(name));
        var whole = FrameParser.ParseAll(file, WalkFixture.VxlanPort, _ => { }).Count;
        Assert.True(whole > 0);

        foreach (var copy in Mutations.Of(file, Copies, Seed))
        {
            var skipped = new List<string>();
            var found = FrameParser.ParseAll(copy, WalkFixture.VxlanPort, skipped.Add).Count;

            // Cut between two records, a capture is whole, and shorter.
            Assert.True(found >= whole || skipped.Count > 0 || copy.Length < file.Length, $"{whole - found} lost, and nothing said:\n{Convert.ToHexString(copy)}");
        }
    }

    [Fact]
    public void A_damaged_chain_trace_is_read_as_far_as_it_goes()
    {
        var text = File.ReadAllBytes(Fixture.Chains("host-b"));
        var whole = ChainTrace.Parse(Encoding.UTF8.GetString(text), _ => { }).Count;
        Assert.True(whole > 0);

        foreach (var copy in Mutations.Of(text, Copies, Seed))
        {
            var skipped = new List<string>();
            var found = ChainTrace.Parse(Encoding.UTF8.GetString(copy), skipped.Add).Count;

            Assert.True(found >= whole || skipped.Count > 0 || copy.Length < text.Length - Mutations.MostChanges, $"{whole - found} lost, and nothing said");
        }
    }

    /// <summary>The whole answer of a host: a tar file of captures, chains, times, and what the tools said.</summary>
    [Fact]
    public void A_damaged_answer_of_a_host_is_read_as_far_as_it_goes()
    {
        var places = Fixture.Frames.Keys.Where(place => place.Host == "host-b").ToList();
        var plan = new TapPlan([.. places.Select(place => (place, ""))], [new TapMark("", null)], [], null, InBatches: false);
        var tar = Tar(
        [
            .. places.Select((place, i) => ($"p{i}.pcap", File.ReadAllBytes(Fixture.Capture(string.Join('.', new[] { "host-b", place.Container, place.Device, "pcap" }.OfType<string>()))))),
            .. places.Select((_, i) => ($"p{i}.err", "tcpdump: listening on eth0\n0 packets dropped by kernel\n"u8.ToArray())),
            ("chains.txt", File.ReadAllBytes(Fixture.Chains("host-b"))), ("begin", "1795602016.591259556\n"u8.ToArray()), ("end", "1795602017.591259556\n"u8.ToArray()),
        ]);
        var whole = Tap.Read("host-b", plan, tar);
        Assert.Empty(whole.Notes);
        Assert.Equal((5, true), (whole.Captures.Count, whole.Passes.Count > 0));

        foreach (var copy in Mutations.Of(tar, Copies, Seed))
        {
            var read = Tap.Read("host-b", plan, copy);

            Assert.True(read.Captures.Count == whole.Captures.Count && read.Passes.Count >= whole.Passes.Count || read.Notes.Count > 0, $"captures {read.Captures.Count}, passes {read.Passes.Count} of {whole.Passes.Count}, and nothing said");
        }
    }

    [Fact]
    public void What_the_kernel_could_not_give_to_a_listener_is_said()
    {
        var plan = new TapPlan([(Fixture.Frames.Keys.First(), "")], [], [], null, InBatches: false);
        var tar = Tar([("p0.err", "3 packets captured\n2 packets dropped by kernel\n"u8.ToArray())]);

        Assert.Contains(Tap.Read("host-a", plan, tar).Notes, note => note.Contains("2 packets passed", StringComparison.Ordinal));
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

    /// <summary>What a damaged capture still shows is put together like any other.</summary>
    [Fact]
    public void Damaged_frames_never_stop_a_walk()
    {
        var damaged = new WalkFixture("syn");
        var bytes = File.ReadAllBytes(damaged.Capture("host-b.eth0.pcap"));
        var nic = damaged.Place("host-b", PlaceKind.Nic);
        var path = damaged.ToRedis(damaged.ClientPort);
        foreach (var copy in Mutations.Of(bytes, Copies / 10, Seed))
        {
            damaged.Frames[nic] = FrameParser.ParseAll(copy, WalkFixture.VxlanPort, _ => { });

            var walks = Correlation.Walks(path, damaged.Frames, damaged.Passes, WalkFixture.SameClock);

            Assert.True(walks.Count(walk => walk.Arrived) >= 6);
        }
    }

    [Fact]
    public void What_is_no_capture_is_said_so()
    {
        var skipped = new List<string>();

        Assert.Empty(FrameParser.ParseAll("<html><body>not found</body></html>"u8.ToArray(), WalkFixture.VxlanPort, skipped.Add));
        Assert.Contains("no pcap file", Assert.Single(skipped), StringComparison.Ordinal);
    }
}
