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
