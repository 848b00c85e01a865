using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Drops;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Evidence;

/// <summary>Reads the state of the namespaces on a path after a failure: one command per host before and after the traffic.</summary>
internal sealed class EvidenceReader(Topology topology, WalkPath path)
{
    /// <summary>Reads the state, repeats the traffic, and reads the state again.</summary>
    /// <param name="walks">The packets of the path, whose addresses decide which routes are asked for.</param>
    /// <param name="repeat">Sends the walk's traffic again, so that counters count it.</param>
    public async Task<WalkEvidence> ReadAsync(
        IReadOnlyList<PacketWalk> walks, Func<CancellationToken, Task> repeat, CancellationToken cancellation)
    {
        var places = path.Points.Select(point => (point.Host, Netns: (Netns?)null))
            .Concat(path.Points.Where(point => point.Netns is not null).Select(point => (point.Host, point.Netns)))
            .Distinct().ToDictionary(place => place, place => Queries(place.Host, place.Netns, walks));
        var drops = new DropWatch(topology, path.TunnelPort, places.Keys, path.IsIpv6);
        Dictionary<(string Host, Netns? Netns), NamespaceState> before, after;
        Task<IReadOnlyList<DropRecording>>? stopping = null;
        IReadOnlyList<DropRecording> dropped;
        try
        {
            // Side by side: bpftrace needs about a second to begin.
            var starting = drops.StartAsync(cancellation);
            before = await ReadAsync(places, cancellation);
            await starting;
            await repeat(cancellation);
            stopping = drops.StopAsync();
            after = await ReadAsync(places, cancellation);
        }
        finally
        {
            dropped = await (stopping ?? drops.StopAsync());
        }

        return new WalkEvidence(places.Keys.ToDictionary(place => place, place => new NamespaceEvidence(
            HostProbe.Enter(place.Netns), before[place], after[place])))
        { Drops = dropped };
    }

    /// <summary>The route queries of a namespace, as arguments of <c>ip route get</c>.</summary>
    public static string Towards(Packet packet) => $"{packet.Destination.Address} from {packet.Source.Address}";

    /// <inheritdoc cref="Towards" />
    public static string Received(Packet packet, string device) => $"{Towards(packet)} iif {device}";

    /// <inheritdoc cref="Towards" />
    public static string Back(Packet packet) => $"{packet.Source.Address} from {packet.Destination.Address}";

    private IReadOnlyList<string> Queries(string host, Netns? netns, IReadOnlyList<PacketWalk> walks)
    {
        var queries = new List<string>();
        foreach (var hop in walks.SelectMany(walk => walk.Devices).Where(hop => (hop.Point.Host, hop.Point.Netns) == (host, netns)))
        {
            queries.Add(Received(hop.Frame.Packet, hop.Point.Device));
            queries.Add(Back(hop.Frame.Packet));
        }

        // Packets that were never sent: those of a container that did not leave it, and those of the tunnel.
        if (path.Points.Any(point => point.Container is not null && (point.Host, point.Netns) == (host, netns))
            || (netns is null && path.BeginsOnHost))
        {
            queries.AddRange(path.Flows.Where(flow => flow.Client is not null)
                .SelectMany(flow => new[] { $"{flow.Server} from {flow.Client}", $"{flow.Client} from {flow.Server}" }));
        }
        else if (netns is null && path.Tunnel is { } tunnel)
        {
            queries.Add(tunnel.PeerOf(host).Address);
        }

        return [.. queries.Distinct().Take(MaxQueries)];
    }

    /// <summary>A flow has few pairs of addresses; a limit keeps the command short in any case.</summary>
    private const int MaxQueries = 24;

    /// <summary>Reads all hosts side by side: what the walk observes is over.</summary>
    private async Task<Dictionary<(string Host, Netns? Netns), NamespaceState>> ReadAsync(
        IReadOnlyDictionary<(string Host, Netns? Netns), IReadOnlyList<string>> places, CancellationToken cancellation)
    {
        var states = await Task.WhenAll(places.GroupBy(place => place.Key.Host).Select(async host =>
        {
            var command = StateProbe.Build([.. host.Select(place => (place.Key.Netns, place.Value))], path.IsIpv6);
            var result = await topology.Host(host.Key).Runner.RunAsync(command, cancellation);
            var warnings = new List<ParseWarning>();
            var sections = new Sections(result.OutputBytes, warnings);
            return host.ToDictionary(
                place => place.Key, place => NamespaceState.Parse(sections, place.Key.Netns, path.IsIpv6, warnings));
        }));
        return states.SelectMany(state => state).ToDictionary();
    }
}
