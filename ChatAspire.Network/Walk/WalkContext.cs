using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Capture;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Diagnose;
using ChatAspire.Network.Walk.Evidence;
using ChatAspire.Network.Walk.Paths;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Network.Walk;

/// <summary>The hosts and the options of a walk; shared by all kinds of walks.</summary>
/// <param name="LogRules">True to add LOG rules and tcpdump listings, as the chapter does.</param>
/// <param name="Progress">Receives each step of the walk when it begins.</param>
internal sealed record WalkContext(WalkScene Scene, bool LogRules, IProgress<WalkEvent> Progress)
{
    /// <summary>True to use IPv6 between ends that have addresses of both families.</summary>
    public bool IsIpv6 { get; init; }

    /// <summary>
    /// The time after which the hosts end the captures of a walk by themselves. The walk's own traffic takes only seconds.
    /// </summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Reads the networks of all hosts, one after another: a walk must not disturb what it observes, and the hosts of a local
    /// lab share this machine's processors.
    /// </summary>
    public async Task<Topology> ReadTopologyAsync(CancellationToken cancellation)
    {
        Progress.Report(new WalkEvent.ReadingNetworks(Scene.Hosts.Count));
        var networks = new List<HostNetwork>();
        foreach (var host in Scene.Hosts)
        {
            networks.Add(await HostNetwork.ReadAsync(host.Runner, parallel: false, cancellation));
        }

        return new Topology(Scene.Observe(networks), networks);
    }

    /// <summary>
    /// Judges the packets of a path. After a failure that neither the ends nor a traced rule explains, it also reads the state of the
    /// namespaces on the path and the kernel's drops.
    /// </summary>
    /// <param name="outcome">The outcome of the walk's own traffic; null if it sent none.</param>
    /// <param name="repeat">Sends the traffic again, so that counters count it.</param>
    /// <param name="reader">Reads the state. The reader may have begun already, while the traffic failed.</param>
    /// <returns>Null if nothing is wrong.</returns>
    public async Task<Verdict?> JudgeAsync(
        Topology topology, WalkPath path, (WalkEnd? From, WalkEnd? To) ends, IReadOnlyList<PacketWalk> walks, ProbeOutcome? outcome,
        Func<CancellationToken, Task> repeat, EvidenceReader reader, CancellationToken cancellation)
    {
        var diagnosis = new Diagnosis(topology, path, ends.From, ends.To);
        if (diagnosis.Judge(walks, outcome) is not { } verdict || diagnosis.Shown(walks) is not null)
        {
            return diagnosis.Judge(walks, outcome);
        }

        Progress.Report(new WalkEvent.ReadingState(path.Points.Select(point => point.Host).Distinct().Count()));
        var evidence = await reader.ReadAsync(path, walks, repeat, cancellation);
        var judged = new Diagnosis(topology, path, ends.From, ends.To, evidence).Judge(walks, outcome) ?? verdict;
        return new KernelWitness(path, evidence).Hear(judged, walks);
    }

    public WalkSession Session(Topology topology, CapturePace pace = CapturePace.Own) => new(topology, LogRules, pace, Progress);

    /// <summary>
    /// Creates a session for the walk's own traffic. The reader begins once the traffic fails, or takes so long that it will probably fail.
    /// </summary>
    public WalkSession Session(Topology topology, EvidenceReader reader) => new(topology, LogRules, CapturePace.Own, Progress)
    {
        OnFailure = reader.BeginAsync,
    };

    /// <summary>Finds both ends of a walk, and the addresses that the source's routes choose.</summary>
    /// <param name="fromName">The source's name; null for the target's host.</param>
    /// <exception cref="UserErrorException">An end is unknown, the source cannot send, or both are the same.</exception>
    public async Task<(WalkEnd From, WalkEnd To)> ChooseEndsAsync(
        Topology topology, string? fromName, string toName, CancellationToken cancellation)
    {
        var (from, to) = FindEnds(topology, fromName, toName);
        var chosen = await new RouteChoice(topology).ChooseAsync(from, to, IsIpv6, cancellation);
        CheckDifferent(chosen.From, chosen.To, fromName, toName);
        return chosen;
    }

    /// <summary>Finds both ends of a walk.</summary>
    /// <param name="fromName">The source's name; null for the target's host.</param>
    /// <exception cref="UserErrorException">An end is unknown, the source cannot send, or both are the same.</exception>
    public static (WalkEnd From, WalkEnd To) FindEnds(Topology topology, string? fromName, string toName)
    {
        var to = topology.Find(toName);
        var from = fromName is null ? topology.HostOf(to) : FindSource(topology, fromName);
        CheckDifferent(from, to, fromName, toName);
        return to.Address is var address && System.Net.IPAddress.IsLoopback(address) && !from.IsHost
            ? throw new UserErrorException($"{toName} is {fromName} itself: packets to it never leave the container.",
                $"For a port of the host, omit {fromName}: walk {toName}:PORT")
            : (from, to);
    }

    private static void CheckDifferent(WalkEnd from, WalkEnd to, string? fromName, string toName)
    {
        if (from.Address.Equals(to.Address) && !from.IsHost)
        {
            throw new UserErrorException(
                $"{fromName} and {toName} are the same endpoint ({from.Address}): packets between them never leave the container.",
                "Choose two different endpoints.");
        }
    }

    /// <summary>Finds the source of a walk: a running container or, on hosts that belong to no lab, also a host.</summary>
    /// <exception cref="UserErrorException">The source is unknown, not running, or cannot send.</exception>
    public static WalkEnd FindSource(Topology topology, string name) => topology.Find(name) switch
    {
        { IsHost: true } host when topology.IsPassive => host,
        { Container: null } => throw new UserErrorException(
            $"{name} is not a container, and a walk begins in one.", "To walk from outside to a published port, use walk --external."),
        { Container: { Pid: 0 } container } end => throw new UserErrorException(
            $"{name} is not running ({container.State}), so it cannot send.", topology.Host(end.Host!).Shell + container.RestoreCommand),
        var end => end,
    };

    /// <summary>
    /// Returns the TCP port to connect to: the port declared for a container or, on hosts that belong to no lab, the lowest port on which
    /// the container listens. Null for a host, or if there is no such port.
    /// </summary>
    public int? PortOf(WalkEnd end) => end.Container is not { } container ? null
        : Scene.Service(end.Name)?.Port ?? (Scene.IsPassive ? ListeningPorts(container) is [var first, ..] ? first : null : null);

    /// <summary>Returns a note with all ports of a container if the walk itself chose one of several; otherwise nothing.</summary>
    public IEnumerable<string> PortNotes(WalkEnd end, int? requested, int? chosen)
    {
        if (requested is null && chosen is not null && end.Container is { } container && Scene.Service(end.Name) is null
            && ListeningPorts(container) is [_, _, ..] ports)
        {
            yield return $"{container.Name} listens on {string.Join(", ", ports)}: the walk connected to {chosen}. "
                + $"For another: {end.Name}:{ports[^1]}.";
        }
    }

    /// <summary>The URL path of an HTTP request: the health check of the lab's chat, or the root on hosts that belong to no lab.</summary>
    public string HttpPath => Scene.IsPassive ? "/" : "/alive";

    /// <summary>Returns the TCP ports on which a container accepts connections from other namespaces, in ascending order.</summary>
    private static int[] ListeningPorts(ContainerNetwork container) =>
        [.. container.Listeners.Where(listener => !listener.IsLoopback).Select(listener => listener.Port).Distinct().Order()];
}
