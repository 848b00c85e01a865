using System.Net;
using System.Security.Cryptography;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Walk.Capture;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Netfilter;
using ChatAspire.Network.Walk.Paths;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Network.Walk;

/// <summary>Listens on all hosts of some paths while traffic passes, and puts together what they saw.</summary>
/// <param name="book">The chapter's own way too.</param>
/// <param name="isLive">The traffic is there already.</param>
internal sealed class WalkSession(Topology lab, IReadOnlyList<ICommandRunner> hosts, bool book, bool isLive = false)
{
    /// <summary>For what the last packet causes: an answer, an acknowledgement, a retransmission.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(300);

    /// <summary>After a failure: a kernel asks for a MAC once a second (arp(7): retrans_time), and before it has one nothing else leaves.</summary>
    private static readonly TimeSpan SettlingAfterFailure = TimeSpan.FromMilliseconds(1500);

    /// <param name="limit">However long the traffic takes, hosts stop listening after this.</param>
    /// <param name="traffic">Runs while all listen.</param>
    public async Task<WalkSeen> RunAsync(
        IReadOnlyList<WalkPath> paths,
        TimeSpan limit,
        Func<CancellationToken, Task<ProbeOutcome?>> traffic,
        CancellationToken cancellation)
    {
        var id = RandomNumberGenerator.GetHexString(8, lowercase: true);
        var plans = CapturePlanner.For(lab, paths, book, isLive);
        var taps = new List<CaptureSession>();
        ProbeOutcome? outcome;
        CaptureResult[] results;
        try
        {
            // One after another, as everything that a walk does to the hosts: together they would be felt by what is followed.
            foreach (var (host, plan) in plans)
            {
                taps.Add(await CaptureSession.StartAsync(Host(host), id, plan, limit, cancellation));
            }

            // Where nothing is tunnelled, what is followed crosses by itself, and a ping more would be taken for it.
            if (paths.Any(CapturePlanner.IsTunnelled))
            {
                await CompareClocksAsync([.. plans.Keys], cancellation);
            }

            outcome = await traffic(cancellation);
            await Task.Delay(outcome is { Succeeded: false } ? SettlingAfterFailure : Settling, cancellation);
        }
        finally
        {
            // All are ended before anything is told, whatever becomes of one.
            var stopping = new List<Task<CaptureResult>>();
            foreach (var tap in taps)
            {
                stopping.Add(tap.StopAsync());
                await Task.WhenAny(stopping[^1]);
            }

            results = await Task.WhenAll(stopping);
        }

        return Read(paths, results, outcome);
    }

    /// <summary>A few packets there and back on the underlay; whether they pass is another question.</summary>
    private async Task CompareClocksAsync(IReadOnlyList<string> names, CancellationToken cancellation) => await Task.WhenAll(names.Skip(1).Select(other =>
        Host(names[0]).RunAsync(new HostCommand("ping", "-n", "-c", "4", "-i", "0.05", "-W", "1", lab.Facts(other).Underlay), cancellation)));

    private WalkSeen Read(IReadOnlyList<WalkPath> paths, IReadOnlyList<CaptureResult> results, ProbeOutcome? outcome)
    {
        var notes = results.SelectMany(result => result.Notes)
            .Concat(paths.Any(CapturePlanner.IsBridged) && results.Where(result => lab.Map(result.Host).BridgeCallsIptables != true).Select(result => result.Host).ToList() is { Count: > 0 } without
                ? [$"{string.Join(", ", without)}: what stays on a bridge passes no chains: bridge-nf-call-iptables is not on ($.overlay.bridgeNetfilter in lab.json)."]
                : [])
            .Concat(results.Where(result => lab.Map(result.Host).Firewall is { IsLegacy: true }).Select(result =>
                $"{result.Host}: {lab.Map(result.Host).Firewall.Version}: the kernel reports no rule of iptables-legacy, so its chains are not shown, and what they drop looks lost without a reason. "
                + "Look at their counters (iptables -nvL; iptables -t nat -nvL), or let rules be kept in nftables (update-alternatives --set iptables /usr/sbin/iptables-nft; systemctl restart docker)."))
            .ToList();
        var seen = new Dictionary<CapturePoint, IReadOnlyList<Frame>>();
        foreach (var (place, file) in results.SelectMany(result => result.Captures))
        {
            seen[place] = FrameParser.ParseAll(file, lab.Overlay.Port, what => notes.Add($"{place.Host}: {place}: not read: {what}"));
        }

        seen = Segments.Split(seen);
        return new WalkSeen(
            paths, seen, results.ToDictionary(result => result.Host, result => result.Passes), Clocks(seen, results), outcome, results, notes);
    }

    private Dictionary<string, ClockOffset> Clocks(Dictionary<CapturePoint, IReadOnlyList<Frame>> seen, IReadOnlyList<CaptureResult> taps)
    {
        var first = seen.Keys.Select(place => place.Host).FirstOrDefault() ?? hosts[0].Name;
        var here = seen.GetValueOrDefault(lab.Nic(first), []);
        var address = IPAddress.Parse(lab.Facts(first).Underlay);
        // The first host's comes first.
        return hosts.Where(host => taps.Any(tap => tap.Host == host.Name)).OrderBy(host => host.Name != first).ToDictionary(host => host.Name, host => host.Name == first
            ? new ClockOffset(TimeSpan.Zero, TimeSpan.Zero)
            : Correlate.Clocks.Compare(here, seen.GetValueOrDefault(lab.Nic(host.Name), []), frame => (frame.Tunnel?.Source ?? frame.Packet.Source).Address.Equals(address)));
    }

    private ICommandRunner Host(string name) => hosts.Single(host => host.Name == name);
}

/// <summary>What all devices and chains saw while the walk lasted.</summary>
internal sealed record WalkSeen(
    IReadOnlyList<WalkPath> Paths,
    IReadOnlyDictionary<CapturePoint, IReadOnlyList<Frame>> Frames,
    IReadOnlyDictionary<string, IReadOnlyList<ChainTraversal>> Passes,
    IReadOnlyDictionary<string, ClockOffset> Clocks,
    ProbeOutcome? Outcome,
    IReadOnlyList<CaptureResult> Taps,
    IReadOnlyList<string> Notes)
{
    /// <summary>
    /// The packets of all paths, in the order in which they were first seen: those that set out while all hosts listened.
    /// </summary>
    public IReadOnlyList<PacketWalk> Walks(IEnumerable<WalkPath> paths)
    {
        var begin = Taps.Max(tap => tap.Begin - Clocks[tap.Host].Offset);
        var end = Taps.Min(tap => tap.End - Clocks[tap.Host].Offset);
        return
        [
            .. paths.SelectMany(path => Correlation.Walks(path, Frames, Passes, Clocks))
                .Where(walk => walk.Begin >= begin && walk.Begin <= end)
                .OrderBy(walk => walk.Begin),
        ];
    }

    /// <summary>A path from anyone, narrowed to the clients that said this text; as it is where nobody did.</summary>
    public WalkPath Pinned(WalkPath path, ReadOnlySpan<byte> text)
    {
        var clients = new HashSet<Endpoint>();
        foreach (var frame in path.Places.SelectMany(place => Frames.GetValueOrDefault(place, [])))
        {
            if (frame.Packet.Payload.Span.IndexOf(text) >= 0 && path.Flows.FirstOrDefault(flow => flow.Owns(frame.Packet)) is { } flow)
            {
                clients.Add(flow.IsForward(frame.Packet) ? frame.Packet.Source : frame.Packet.Destination);
            }
        }

        return clients.Count == 0 ? path : path with
        {
            Flows = [.. clients.SelectMany(client => path.Flows.Select(flow => flow with { Client = client.Address, ClientPort = client.Port }))],
        };
    }
}
