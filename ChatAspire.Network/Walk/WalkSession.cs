using System.Security.Cryptography;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Capture;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Paths;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Network.Walk;

/// <summary>Captures on all hosts of some paths while traffic passes, and collects what they showed.</summary>
/// <param name="logRules">True to add LOG rules and tcpdump listings.</param>
/// <param name="pace">The traffic's origin: if it exists already, cancelling ends the captures and keeps what they have.</param>
internal sealed class WalkSession(Topology topology, bool logRules, CapturePace pace, IProgress<WalkEvent> progress)
{
    /// <summary>Time for the consequences of the last packet: a reply, an acknowledgement, a retransmission.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(300);

    /// <summary>
    /// The least time from the beginning of traffic that fails: a kernel repeats ARP requests once a second (arp(7): retrans_time), and
    /// sends nothing before the reply.
    /// </summary>
    private static readonly TimeSpan FailureLength = TimeSpan.FromMilliseconds(1500);

    /// <summary>Traffic that takes longer will probably fail.</summary>
    private static readonly TimeSpan UsualLength = TimeSpan.FromMilliseconds(700);

    /// <summary>Runs once the traffic fails or is about to, while its consequences are captured.</summary>
    public Func<CancellationToken, Task> OnFailure { get; init; } = _ => Task.CompletedTask;

    /// <summary>Captures while traffic passes.</summary>
    /// <param name="title">The traffic that is followed, for the progress.</param>
    /// <param name="limit">After this time the hosts end the captures, however long the traffic takes.</param>
    /// <param name="traffic">Runs while all captures run.</param>
    public async Task<WalkObservations> RunAsync(
        string title,
        IReadOnlyList<WalkPath> paths,
        TimeSpan limit,
        Func<IReadOnlyList<CaptureSession>, CancellationToken, Task<ProbeOutcome?>> traffic,
        CancellationToken cancellation)
    {
        var id = RandomNumberGenerator.GetHexString(8, lowercase: true);
        var plans = CapturePlanner.Plan(topology, paths, logRules, pace);
        var devices = plans.Values.Sum(plan => plan.Points.Count);
        var sessions = new List<CaptureSession>();
        ProbeOutcome? outcome = null;
        CaptureResult[] results;
        progress.Report(new WalkEvent.StartingCaptures(title, devices, plans.Count));
        try
        {
            // One host after another, here and below: side by side, the work would disturb the observed traffic.
            foreach (var (host, plan) in plans)
            {
                sessions.Add(await CaptureSession.StartAsync(Runner(host), id, plan, limit, cancellation));
            }

            progress.Report(new WalkEvent.Listening(devices, plans.Count));
            // Without a tunnel, the followed packets themselves cross between the hosts, and a ping would be mistaken for one.
            await Task.WhenAll(TunnelsOf(paths).Select(tunnel => PingBetweenAsync(tunnel, cancellation)));

            outcome = await SendAsync(token => traffic(sessions, token), cancellation);
        }
        catch (OperationCanceledException) when (pace != CapturePace.Own && sessions.Count == plans.Count)
        {
            // What was captured until now is the result.
        }
        finally
        {
            progress.Report(new WalkEvent.Collecting(sessions.Count));
            results = await StopAsync(sessions);
        }

        progress.Report(new WalkEvent.Correlating());
        return Observe(paths, results, outcome);
    }

    /// <summary>Runs the traffic, and waits for its consequences.</summary>
    private async Task<ProbeOutcome?> SendAsync(Func<CancellationToken, Task<ProbeOutcome?>> traffic, CancellationToken cancellation)
    {
        var failureLength = Task.Delay(FailureLength, cancellation);
        var sending = traffic(cancellation);
        var isLate = await Task.WhenAny(sending, Task.Delay(UsualLength, cancellation)) != sending;
        var failing = isLate ? OnFailure(cancellation) : Task.CompletedTask;
        ProbeOutcome? outcome;
        try
        {
            outcome = await sending;
        }
        finally
        {
            await failing;
        }

        var settling = Task.Delay(Settling, cancellation);
        await (outcome is { Succeeded: false }
            ? Task.WhenAll(settling, failureLength, isLate ? failing : OnFailure(cancellation))
            : settling);
        return outcome;
    }

    /// <summary>Ends all sessions, even if one of them fails.</summary>
    private static async Task<CaptureResult[]> StopAsync(List<CaptureSession> sessions)
    {
        var stopping = new List<Task<CaptureResult>>();
        foreach (var session in sessions)
        {
            stopping.Add(session.StopAsync());
            await Task.WhenAny(stopping[^1]);
        }

        return await Task.WhenAll(stopping);
    }

    /// <summary>Exchanges packets on the underlay to compare clocks; a failure is not reported here.</summary>
    private async Task PingBetweenAsync(PathTunnel tunnel, CancellationToken cancellation) => await Runner(tunnel.From.Host).RunAsync(
        new HostCommand("ping", "-n", "-c", "4", "-i", "0.05", "-W", "1", tunnel.To.Address), cancellation);

    private WalkObservations Observe(IReadOnlyList<WalkPath> paths, IReadOnlyList<CaptureResult> results, ProbeOutcome? outcome)
    {
        List<string> notes = [.. results.SelectMany(result => result.Notes), .. WalkNotes.Of(topology, paths, results)];
        var captured = new Dictionary<CapturePoint, IReadOnlyList<Frame>>();
        var tunnels = TunnelsOf(paths);
        var port = tunnels is [var first, ..] ? first.Port : Vxlan.DefaultPort;
        foreach (var (point, file) in results.SelectMany(result => result.Captures))
        {
            captured[point] = FrameParser.ParseAll(file, port, what =>
                notes.Add($"{point.Host}: {point}: not read: {what}"));
        }

        var frames = Segments.Split(FloodedCopies.Remove(captured, tunnels));
        var clocks = Clocks.CompareAll(topology, tunnels, frames, [.. results.Select(result => result.Host)]);
        return new WalkObservations(
            paths, frames, results.ToDictionary(result => result.Host, result => result.Traversals), clocks,
            topology.BridgeFilteringHosts(paths[0]), outcome, results, notes);
    }

    /// <summary>The tunnels that the paths cross, one for each pair of hosts.</summary>
    private static IReadOnlyList<PathTunnel> TunnelsOf(IEnumerable<WalkPath> paths) =>
        [.. paths.SelectMany(path => path.Tunnels).DistinctBy(tunnel => (tunnel.From.Host, tunnel.To.Host))];

    private ICommandRunner Runner(string host) => topology.Host(host).Runner;
}
