using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk;

/// <summary>The hosts of a walk and how to follow packets on them; shared by all kinds of walks.</summary>
/// <param name="LogRules">Whether to add LOG rules and tcpdump listings, the chapter's way.</param>
/// <param name="Progress">Receives each step when it begins.</param>
internal sealed record WalkContext(WalkScene Scene, bool LogRules, IProgress<WalkEvent> Progress)
{
    /// <summary>A walk's own traffic takes seconds; whatever it places on a host expires after this time.</summary>
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

        return new Topology(Scene, networks);
    }

    public WalkSession Session(Topology topology, bool isLive = false) => new(topology, LogRules, isLive, Progress);

    /// <summary>Finds both ends of a walk that begins in a container.</summary>
    /// <exception cref="UserErrorException">An end is unknown, the first is no running container, or both are the same.</exception>
    public static (WalkEnd From, WalkEnd To) FindEnds(Topology topology, string fromName, string toName)
    {
        var (from, to) = (FindSource(topology, fromName), topology.Find(toName));
        return from.Address.Equals(to.Address)
            ? throw new UserErrorException(
                $"{fromName} and {toName} are the same endpoint ({from.Address}): packets between them never leave the container.",
                "Choose two different endpoints.")
            : (from, to);
    }

    /// <summary>Finds a running container to begin a walk in.</summary>
    /// <exception cref="UserErrorException">It is unknown, no container, or not running.</exception>
    public static WalkEnd FindSource(Topology topology, string name) => topology.Find(name) switch
    {
        { Container: null } => throw new UserErrorException(
            $"{name} is not a container, and a walk begins in one.", "To walk from outside to a published port, use walk --external."),
        { Container: { Pid: 0 } container } end => throw new UserErrorException(
            $"{name} is not running ({container.State}), so it cannot send.", $"chatlab ssh {end.Host} -- {container.RestoreCommand}"),
        var end => end,
    };

    /// <summary>The declared TCP port of a container; null for a host, or if none is declared.</summary>
    public int? PortOf(WalkEnd end) => end.Container is null ? null : Scene.Service(end.Name)?.Port;
}
