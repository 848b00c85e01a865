using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Evidence;

/// <summary>
/// Reads the state of the namespaces on a path after a failure, with one command per host before the traffic is repeated, and one after.
/// </summary>
internal sealed class EvidenceReader : IAsyncDisposable
{
    /// <summary>
    /// The maximum number of route queries per namespace. A flow has few pairs of addresses; the limit keeps the command short in any case.
    /// </summary>
    private const int MaxQueries = 24;

    private readonly Topology _topology;
    private readonly bool _isIpv6;
    private readonly (string Host, Netns? Netns)[] _places;
    private readonly DropWatch _drops;
    private Dictionary<(string Host, Netns? Netns), NamespaceState>? _before;

    /// <param name="path">The path whose namespaces are read.</param>
    public EvidenceReader(Topology topology, WalkPath path)
    {
        _topology = topology;
        _isIpv6 = path.IsIpv6;
        _places =
        [
            .. path.Points.Select(point => (point.Host, (Netns?)null))
                .Concat(path.Points.Where(point => point.Netns is not null).Select(point => (point.Host, point.Netns)))
                .Distinct(),
        ];
        _drops = new DropWatch(topology, path.TunnelPort, _places, path.IsIpv6);
    }

    /// <summary>Reads the state before the repeated traffic, and starts to record kernel drops. Does nothing if called again.</summary>
    public async Task BeginAsync(CancellationToken cancellation)
    {
        if (_before is null)
        {
            // In parallel, because bpftrace needs about a second to start.
            var starting = _drops.StartAsync(cancellation);
            _before = await ReadAsync(_ => [], cancellation);
            await starting;
        }
    }

    /// <summary>Repeats the traffic, and reads the state again.</summary>
    /// <param name="path">The path, with the flows whose packets were seen.</param>
    /// <param name="walks">The packets of the path, whose addresses select the route queries.</param>
    /// <param name="repeat">Sends the walk's traffic again, so that counters count it.</param>
    public async Task<WalkEvidence> ReadAsync(
        WalkPath path, IReadOnlyList<PacketWalk> walks, Func<CancellationToken, Task> repeat, CancellationToken cancellation)
    {
        await BeginAsync(cancellation);
        await repeat(cancellation);
        var stopping = _drops.StopAsync();
        var after = await ReadAsync(place => Queries(path, place, walks), cancellation);
        return new WalkEvidence(_places.ToDictionary(place => place, place => new NamespaceEvidence(
            HostProbe.Enter(place.Netns), _before![place], after[place])))
        { Drops = await stopping };
    }

    /// <summary>Stops the recordings.</summary>
    public async ValueTask DisposeAsync() => await _drops.StopAsync();

    /// <summary>
    /// Formats the route query for the packet itself, as arguments of <c>ip route get</c>: from its source to its destination.
    /// </summary>
    public static string Towards(Packet packet) => $"{packet.Destination.Address} from {packet.Source.Address}";

    /// <summary>Formats the route query for a packet that was received on a device, as arguments of <c>ip route get</c>.</summary>
    public static string Received(Packet packet, string device) => $"{Towards(packet)} iif {device}";

    /// <summary>Formats the route query for the reply to a packet, as arguments of <c>ip route get</c>.</summary>
    public static string Back(Packet packet) => $"{packet.Source.Address} from {packet.Destination.Address}";

    private static IReadOnlyList<string> Queries(WalkPath path, (string Host, Netns? Netns) place, IReadOnlyList<PacketWalk> walks)
    {
        var (host, netns) = place;
        var queries = new List<string>();
        foreach (var hop in walks.SelectMany(walk => walk.Devices).Where(hop => (hop.Point.Host, hop.Point.Netns) == place))
        {
            queries.Add(Received(hop.Frame.Packet, hop.Point.Device));
            queries.Add(Back(hop.Frame.Packet));
        }

        // Queries for packets that no device showed: those that did not leave their container or host, and those of the tunnel.
        if (path.Points.Any(point => point.Container is not null && (point.Host, point.Netns) == place)
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

    /// <summary>
    /// Reads the state of all hosts in parallel, which disturbs no successful walk: the traffic has failed, or will probably fail.
    /// </summary>
    /// <param name="queries">Returns the route queries of a namespace, as arguments of <c>ip route get</c>.</param>
    private async Task<Dictionary<(string Host, Netns? Netns), NamespaceState>> ReadAsync(
        Func<(string Host, Netns? Netns), IReadOnlyList<string>> queries, CancellationToken cancellation)
    {
        var states = await Task.WhenAll(_places.GroupBy(place => place.Host).Select(async host =>
        {
            var command = StateProbe.Build([.. host.Select(place => (place.Netns, queries(place)))], _isIpv6);
            var result = await _topology.Host(host.Key).Runner.RunAsync(command, cancellation);
            var warnings = new List<ParseWarning>();
            var sections = new Sections(result.OutputBytes, warnings);
            return host.ToDictionary(place => place, place => NamespaceState.Parse(sections, place.Netns, _isIpv6, warnings));
        }));
        return states.SelectMany(state => state).ToDictionary();
    }
}
