using System.Globalization;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Walk.Capture;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Diagnose;
using ChatAspire.Network.Walk.Output;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>The pcapng file of a walk, as Wireshark's own parser (tshark) reads it.</summary>
public sealed class PcapngTests
{
    private static readonly TimeSpan Lead = TimeSpan.FromHours(1);

    [Fact]
    public async Task Every_device_is_an_interface_and_every_hop_a_comment_in_the_order_of_the_path()
    {
        var report = Report("syn", ahead: null);
        var frames = await ReadAsync(report, withPayload: true);

        Assert.Equal(
            report.Captures.SelectMany(capture => capture.Captures).Sum(capture => PcapFile.Read(capture.File, Assert.Fail).Count()),
            frames.Count);
        var first = frames.Where(frame => frame.Comment.StartsWith("packet 1, SYN: ", StringComparison.Ordinal)).ToList();
        Assert.Equal(
            report.Packets[0].Devices.Select(hop => $"{hop.Host} {hop.Point}"), first.Select(frame => frame.Interface));
        Assert.Equal(Enumerable.Range(1, first.Count).Select(number => $"device {number} of {first.Count}"),
            first.Select(frame => frame.Comment.Split(": ")[1].Split("\\n")[0].Split(',')[0]));
        Assert.Contains(first, frame => frame.Comment.Contains("nat PREROUTING: -A PREROUTING ", StringComparison.Ordinal));
        Assert.Equal(frames.Select(frame => frame.Time).Order(), frames.Select(frame => frame.Time));
    }

    [Fact]
    public async Task Times_are_those_of_the_first_host_s_clock()
    {
        var frames = await ReadAsync(Report("syn", ahead: "host-a"), withPayload: true);

        Assert.Equal((await ReadAsync(Report("syn", ahead: null), withPayload: true)).Select(frame => frame with
        {
            Time = frame.Interface.StartsWith("host-a", StringComparison.Ordinal) ? frame.Time - (decimal)Lead.TotalSeconds : frame.Time,
        }).OrderBy(frame => frame.Time).Select(Sighting), frames.Select(Sighting));

        static (string, decimal) Sighting(Seen frame) => (frame.Interface, frame.Time);
    }

    [Fact]
    public async Task The_verdict_is_a_comment_on_the_last_sighting_of_the_first_lost_packet()
    {
        var report = Report("drop", ahead: null);
        var frames = await ReadAsync(report, withPayload: true);

        var judged = Assert.Single(frames, frame => frame.Comment.Contains($"{report.Verdict}", StringComparison.Ordinal));
        var last = report.Packets.First(walk => !walk.Arrived).Devices.Last();
        Assert.Equal($"{last.Host} {last.Point}", judged.Interface);
        Assert.Contains("not seen on eth0 of redis, host-a", judged.Comment, StringComparison.Ordinal);
        Assert.Contains(report.Verdict!.Hint, judged.Comment, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_payload_frames_end_with_their_headers_and_state_their_length()
    {
        var report = new WalkReport("ext", [], WalkFixture.SameClock, null, null, [.. Captures(new WalkFixture("ext"))], []);
        var whole = await ReadAsync(report, withPayload: true);
        var headers = await ReadAsync(report, withPayload: false);

        Assert.Equal(whole.Select(frame => frame.Length), headers.Select(frame => frame.Length));
        Assert.Contains(whole, frame => frame.Payload.Contains("474554", StringComparison.Ordinal)); // GET
        Assert.All(headers, frame => Assert.Empty(frame.Payload));
    }

    private sealed record Seen(string Interface, decimal Time, int Length, string Payload, string Comment);

    private static async Task<IReadOnlyList<Seen>> ReadAsync(WalkReport report, bool withPayload)
    {
        var machine = new LocalMachine();
        Assert.SkipUnless(
            (await machine.RunAsync(HostCommand.Shell("command -v tshark"), TestContext.Current.CancellationToken)).Succeeded,
            "tshark is not installed; eng/test installs it on Debian.");
        var path = Path.GetTempFileName();
        try
        {
            await using (var file = File.Create(path))
            {
                WalkPcapng.Write(file, [report], withPayload);
            }

            var read = (await machine.RunAsync(
                new HostCommand("tshark", "-r", path, "-T", "fields", "-e", "frame.interface_name", "-e", "frame.time_epoch",
                    "-e", "frame.len", "-e", "tcp.payload", "-e", "frame.comment"),
                TestContext.Current.CancellationToken)).Check();
            var lines = read.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return [.. lines.Select(line => line.Split('\t')).Select(field => new Seen(
                field[0], decimal.Parse(field[1], CultureInfo.InvariantCulture), int.Parse(field[2], CultureInfo.InvariantCulture),
                field[3], field[4]))];
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The report of a walk from chat-b to redis.</summary>
    /// <param name="ahead">The host whose clock is <see cref="Lead"/> ahead of the other's.</param>
    private static WalkReport Report(string name, string? ahead)
    {
        var fixture = new WalkFixture(name);
        var clocks = WalkFixture.SameClock.ToDictionary(
            clock => clock.Key, clock => clock.Value with { Offset = clock.Key == ahead ? Lead : TimeSpan.Zero });
        var path = fixture.ToRedis(fixture.ClientPort);
        var walks = Correlation.Walks(path, fixture.Frames, fixture.Traversals, clocks, WalkFixture.BridgeFilteringHosts);
        var verdict = new Diagnosis(WalkFixture.Lab(), path, null, null).Judge(walks, null);
        return new WalkReport(name, walks, clocks, null, verdict, [.. Captures(fixture)], []);
    }

    private static IEnumerable<CaptureResult> Captures(WalkFixture fixture) => fixture.Files.GroupBy(file => file.Key.Host).Select(
        host => new CaptureResult(
            host.Key, [.. host.Select(file => (file.Key, (ReadOnlyMemory<byte>)file.Value))], "", [], default, default, null, []));
}
