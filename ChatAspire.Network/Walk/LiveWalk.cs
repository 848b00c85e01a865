using System.Diagnostics;
using System.Text;
using ChatAspire.Network.Walk.Capture;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Diagnose;
using ChatAspire.Network.Walk.Evidence;
using ChatAspire.Network.Walk.Output;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk;

/// <summary>
/// Follows existing traffic. Each packet is reported as soon as its path is complete. The walk ends at the first limit that it reaches; a
/// cancelled walk returns the packets captured so far.
/// </summary>
internal sealed class LiveWalk(WalkContext context, LiveLimits limits)
{
    /// <summary>
    /// The interval between polls. Batched captures receive their packets once a second, so polling more often would find nothing new.
    /// </summary>
    private readonly TimeSpan _pollInterval = limits.IsPrompt ? TimeSpan.FromMilliseconds(25) : TimeSpan.FromSeconds(1);

    /// <summary>
    /// The maximum delay from a packet to its record in the capture: tcpdump's interval, and the time to write the record.
    /// </summary>
    private readonly TimeSpan _captureLag = limits.IsPrompt ? TimeSpan.FromMilliseconds(60) : TimeSpan.FromSeconds(1.3);

    /// <summary>The time between the two readings of the counters after a loss, in which existing traffic is counted.</summary>
    private static readonly TimeSpan CountingTime = TimeSpan.FromSeconds(2);

    private readonly TimeSpan _traceAge = limits.IsPrompt ? TimeSpan.FromSeconds(1.5) : LiveCorrelator.MaxTraceAge;
    private readonly byte[] _text = Encoding.UTF8.GetBytes(limits.Text);
    private readonly List<PacketWalk> _followed = [];

    public async Task<WalkReport> RunAsync(string? fromName, string toName, int? requestedPort, CancellationToken cancellation)
    {
        var topology = await context.ReadTopologyAsync(cancellation);
        var (from, to) = await context.ChooseEndsAsync(topology, fromName, toName, cancellation);
        var port = requestedPort ?? context.PortOf(to);
        var path = topology.Between(from, to, Protocol.Tcp, null, port);
        // Without a port, the walk follows TCP to any port, and ICMP.
        path = port is not null
            ? path
            : path with { Flows = [.. path.Flows, .. topology.Between(from, to, Protocol.Icmp, null, null).Flows] };
        var title = $"live {from} → {(port is null ? $"{to}" : to.WithPort(port.Value))}";
        var watch = Stopwatch.StartNew();
        var observations = await context.Session(topology, limits.IsPrompt ? CapturePace.Prompt : CapturePace.Batched)
            .RunAsync(title, [path], limits.Time + WalkContext.Limit, async (captures, token) =>
        {
            context.Progress.Report(new WalkEvent.Following(limits));
            watch.Restart();
            await FollowAsync(captures, new LiveCorrelator(path, topology, Hosts(path), _traceAge), token);
            return null;
        }, cancellation);
        var passed = observations.Walks([path]);
        await using var evidence = new EvidenceReader(topology, path);
        var verdict = cancellation.IsCancellationRequested
            ? new Diagnosis(topology, path, from, to).Judge(passed, null)
            : await context.JudgeAsync(
                topology, path, (from, to), passed, null, token => Task.Delay(CountingTime, token), evidence,
                CancellationToken.None);
        var matching = passed.Where(Matches).ToList();
        var shown = Choose(matching, verdict);
        List<string> notes =
        [
            .. observations.Notes,
            .. cancellation.IsCancellationRequested
                ? [$"Interrupted after {watch.Elapsed.TotalSeconds:0} s: the walk shows the packets captured until then."]
                : Array.Empty<string>(),
            .. LiveNotes.Of(topology, path, matching, shown.Count),
        ];
        return (observations with { Notes = notes }).ToReport(title, shown, verdict);
    }

    private async Task FollowAsync(IReadOnlyList<CaptureSession> captures, LiveCorrelator correlator, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var spent = new Stopwatch();
        while (_followed.Count < limits.Packets && limits.Time - watch.Elapsed is { Ticks: > 0 } remaining)
        {
            // On a busy machine at most half of the time is spent on correlation.
            var pause = spent.Elapsed > _pollInterval ? spent.Elapsed : _pollInterval;
            await Task.Delay(remaining < pause ? remaining : pause, cancellation);
            spent.Restart();
            if (watch.Elapsed >= limits.Time)
            {
                return;
            }

            var (begin, until) = (new Dictionary<string, DateTime>(), new Dictionary<string, DateTime>());
            foreach (var capture in captures)
            {
                var poll = await capture.PollAsync(cancellation);
                (begin[poll.Host], until[poll.Host]) = (poll.Begin, poll.Time - _captureLag);
                correlator.AddTrace(poll.Host, poll.TraceText, poll.Time);
                foreach (var (point, bytes) in poll.Captures)
                {
                    correlator.AddCapture(point, bytes);
                }
            }

            foreach (var walk in correlator.TakeComplete(begin, until).Where(Matches).Take(limits.Packets - _followed.Count))
            {
                Report(walk);
            }
        }
    }

    private static IReadOnlyList<string> Hosts(WalkPath path) => [.. path.Points.Select(point => point.Host).Distinct()];

    private bool Matches(PacketWalk walk) => walk.Packet.Payload.Span.IndexOf(_text) >= 0;

    private void Report(PacketWalk walk)
    {
        _followed.Add(walk);
        context.Progress.Report(new WalkEvent.PacketFollowed(_followed.Count, walk));
    }

    /// <summary>
    /// Chooses the packets of the report: those already reported while the walk ran, then others up to the limit, first those that show
    /// the chains of the most hosts. With a verdict, lost packets come before all others, and one is included even beyond the limit.
    /// </summary>
    private List<PacketWalk> Choose(List<PacketWalk> matching, Verdict? verdict)
    {
        var reported = _followed.Select(Identity).ToHashSet();
        var chosen = matching.Where(walk => reported.Contains(Identity(walk))).ToList();
        var late = matching.Where(walk => !reported.Contains(Identity(walk)))
            .OrderBy(walk => verdict is null || walk.Arrived).ThenByDescending(LiveNotes.HostsWithChains)
            .Take(Math.Max(0, limits.Packets - chosen.Count))
            .ToList();
        if (verdict is not null && !late.Exists(walk => !walk.Arrived) && matching.Find(walk => !walk.Arrived) is { } lost)
        {
            late.Add(lost);
        }

        foreach (var walk in late.OrderBy(walk => walk.Start))
        {
            Report(walk);
        }

        return [.. chosen.Concat(late).OrderBy(walk => walk.Start)];
    }

    private static (PacketKey Key, DateTime FirstSeen) Identity(PacketWalk walk) =>
        (walk.Packet.Key, walk.Devices.MinBy(hop => hop.Time)!.Frame.Time);
}
