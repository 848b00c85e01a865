using System.Security.Cryptography;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Capture;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Paths;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Network.Walk;

/// <summary>Captures on all hosts of the paths while traffic passes, and collects the results.</summary>
/// <param name="logRules">True to add LOG rules and tcpdump listings.</param>
/// <param name="pace">The kind of traffic. For existing traffic, cancelling ends the captures and returns what they recorded.</param>
internal sealed class WalkSession(Topology topology, bool logRules, CapturePace pace, IProgress<WalkEvent> progress)
{
    /// <summary>The time to wait for the consequences of the last packet: a reply, an acknowledgement, a retransmission.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(300);

    /// <summary>
    /// The minimum time to capture after the beginning of traffic that fails: a kernel holds a packet until the ARP reply, and repeats an
    /// unanswered ARP request once a second (arp(7): retrans_time), so this time covers one repetition.
    /// </summary>
    private static readonly TimeSpan FailureLength = TimeSpan.FromMilliseconds(1500);

    /// <summary>The time after which unfinished traffic will probably fail.</summary>
    private static readonly TimeSpan UsualLength = TimeSpan.FromMilliseconds(700);

    /// <summary>Called when the traffic has failed or will probably fail, while the captures still run.</summary>
    public Func<CancellationToken, Task> OnFailure { get; init; } = _ => Task.CompletedTask;

    /// <summary>Captures while traffic passes.</summary>
    /// <param name="title">The traffic, for the progress reports.</param>
    /// <param name="limit">The time after which the hosts end the captures by themselves, even if the traffic is not finished.</param>
    /// <param name="traffic">Sends or follows the traffic while all captures are running. Returns null if it sent none.</param>
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
            // Hosts are handled one after another, here and below: in parallel, the work would disturb the observed traffic.
            foreach (var (host, plan) in plans)
            {
                sessions.Add(await CaptureSession.StartAsync(Runner(host), id, plan, limit, cancellation));
            }

            progress.Report(new WalkEvent.Listening(devices, plans.Count));
            // Pings only between hosts with a tunnel. Elsewhere the walk's packets cross the underlay unwrapped, and a ping would be
            // mistaken for one of them.
            await Task.WhenAll(TunnelsOf(paths).Select(tunnel => PingBetweenAsync(tunnel, cancellation)));

            outcome = await SendAsync(token => traffic(sessions, token), cancellation);
        }
        catch (OperationCanceledException) when (pace != CapturePace.Own && sessions.Count == plans.Count)
        {
            // The packets captured until now are the result.
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
        var failing = isLate ? OnFailure(cancellation) : null;
        ProbeOutcome? outcome;
        try
        {
            outcome = await sending;
        }
        finally
        {
            await (failing ?? Task.CompletedTask);
        }

        var settling = Task.Delay(Settling, cancellation);
        await (outcome is { Succeeded: false }
            ? Task.WhenAll(settling, failureLength, failing ?? OnFailure(cancellation))
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

    /// <summary>Exchanges packets on the underlay, so that the hosts' clocks can be compared. A failure is not reported here.</summary>
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

    /// <summary>Returns the tunnels that the paths cross, one for each pair of hosts.</summary>
    private static IReadOnlyList<PathTunnel> TunnelsOf(IEnumerable<WalkPath> paths) =>
        [.. paths.SelectMany(path => path.Tunnels).DistinctBy(tunnel => (tunnel.From.Host, tunnel.To.Host))];

    private ICommandRunner Runner(string host) => topology.Host(host).Runner;
}
