using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Capture;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Diagnose;
using ChatAspire.Network.Walk.Output;
using ChatAspire.Network.Walk.Paths;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Network.Walk;

/// <summary>The walks there are: each knows its paths, makes or awaits its traffic, and judges what was seen.</summary>
/// <param name="book">The chapter's own way too: rules that log, and what tcpdump prints.</param>
internal sealed class Walker(WalkScene scene, bool book)
{
    /// <summary>A walk's own traffic takes seconds; what it placed on a host does not outlive this.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Above the ranges that kernels choose from by themselves first, below the end.</summary>
    private const int FirstClientPort = 61000;
    private const int LastClientPort = 65000;

    private readonly IReadOnlyList<ICommandRunner> _machines = [.. scene.Hosts.Select(host => host.Machine)];

    /// <summary>The walk's own ping, connection or request from a container.</summary>
    /// <param name="kind">Null: what suits the port.</param>
    /// <param name="size">Bytes of a ping's packet, with the don't-fragment bit.</param>
    public async Task<WalkReport> BetweenAsync(string fromName, string toName, int? port, ProbeKind? kind, int? size, CancellationToken cancellation)
    {
        var lab = await ReadAsync(cancellation);
        var (from, to) = (Source(lab, fromName), lab.Find(toName));
        port ??= to.Container is null ? null : PortOf(to.Name);
        var chosen = kind ?? (size is not null || port is null ? ProbeKind.Ping : scene.Service(to.Name) is { IsHttp: true } ? ProbeKind.Http : ProbeKind.Tcp);
        if (chosen == ProbeKind.Ping)
        {
            port = null;
        }
        else if (port is null)
        {
            throw new UserErrorException($"{toName}: no port is known to connect to.", $"Name it: {toName}:5000, or follow a ping with --ping.");
        }

        int? clientPort = port is null ? null : RandomNumberGenerator.GetInt32(FirstClientPort, LastClientPort);
        var path = lab.Between(from, to, port is null ? Protocol.Icmp : Protocol.Tcp, clientPort, port);
        var pid = from.Container!.Pid;
        var command = chosen switch
        {
            ProbeKind.Ping => Probe.Ping(pid, to, size),
            ProbeKind.Tcp => Probe.Tcp(pid, to, port!.Value, clientPort!.Value),
            _ => Probe.Http(pid, to, port!.Value, clientPort!.Value, Traceparent()),
        };
        var machine = _machines.Single(host => host.Name == from.Host);
        var seen = await Session(lab).RunAsync([path], Limit,
            async token =>
            {
                if (book)
                {
                    // The chapter restarts the container for this: a new one knows no addresses, and asks.
                    await machine.RunAsync(Probe.Forget(pid, to), token);
                }

                return Probe.Read(chosen, await machine.RunAsync(command, token));
            }, cancellation);
        var walks = seen.Walks([path]);
        return Report($"{from} → {to}{(port is null ? "" : $":{port}")}", seen, walks, new Diagnosis(lab, path, from, to).Of(walks, seen.Outcome));
    }

    /// <summary>From this machine to a published port.</summary>
    public async Task<WalkReport> ExternalAsync(string host, int port, CancellationToken cancellation)
    {
        var lab = await ReadAsync(cancellation);
        var facts = lab.Facts(host);
        if (!facts.Published.TryGetValue(port, out var url))
        {
            throw new UserErrorException($"From here no port leads to port {port} of {host}.", $"One of {string.Join(", ", facts.Published.Keys.Order())}.");
        }

        var path = lab.FromOutside(host, port);
        var traceparent = Traceparent();
        await using var machine = new LocalMachine();
        var seen = await Session(lab).RunAsync([path], Limit,
            async token => Probe.Read(ProbeKind.Http, await machine.RunAsync(Probe.Outside(url, traceparent), token)), cancellation);
        path = seen.Pinned(path, Encoding.ASCII.GetBytes(TraceOf(traceparent)));
        var walks = seen.Walks([path]);
        // A container that is stopped, or on no network, publishes nothing: then whose port it is in lab.json.
        var to = lab.Publisher(host, port)?.Container.Name ?? scene.Services.FirstOrDefault(service => service.Host == host && service.Published == port)?.Name;
        return Report($"outside → {host} {facts.Underlay}:{port}", seen, walks,
            new Diagnosis(lab, path, null, to is not null && lab.Map(host).Container(to) is not null ? lab.Find(to) : null).Of(walks, seen.Outcome));
    }

    /// <summary>Follows traffic that is there already.</summary>
    /// <param name="packets">The first so many.</param>
    /// <param name="text">Only packets whose payload has it; empty: all.</param>
    public async Task<WalkReport> LiveAsync(string fromName, string toName, int? port, int packets, TimeSpan time, string text, CancellationToken cancellation)
    {
        var lab = await ReadAsync(cancellation);
        var (from, to) = (Source(lab, fromName), lab.Find(toName));
        port ??= to.Container is null ? null : PortOf(to.Name);
        // Without a port: all that there may be.
        var path = lab.Between(from, to, Protocol.Tcp, null, port);
        path = port is not null ? path : path with { Flows = [.. path.Flows, .. lab.Between(from, to, Protocol.Icmp, null, null).Flows] };
        var seen = await Session(lab, isLive: true).RunAsync([path], time + Limit, async token =>
        {
            await Task.Delay(time, token);
            return null;
        }, cancellation);
        var wanted = Encoding.UTF8.GetBytes(text);
        var passed = seen.Walks([path]);
        var trouble = new Diagnosis(lab, path, from, to).Of(passed, null);
        var all = passed.Where(walk => walk.Packet.Payload.Span.IndexOf(wanted) >= 0).ToList();
        // What the trouble is about first. Of a busy flow's packets only some have their chains told: those are worth more to a reader.
        var walks = all.OrderBy(walk => trouble is null || walk.Arrived).ThenByDescending(ChainHosts).Take(packets).OrderBy(walk => walk.Begin).ToList();
        var hosts = path.Places.Select(place => place.Host).Distinct().Count();
        string[] bounds =
        [
            .. walks.Count < all.Count ? [$"{walks.Count} of {all.Count} packets are shown (--packets)."] : Array.Empty<string>(),
            // What stays on a bridge passes no chains but in its outer header, and nat's only where it opens a connection.
            .. (!CapturePlanner.IsBridged(path) || path.Places.All(place => lab.Map(place.Host).BridgeCallsIptables == true)) && all.Exists(walk => ChainHosts(walk) == hosts) && all.Count(walk => ChainHosts(walk) < hosts) is > 0 and var untold
                ? [$"{untold} of {all.Count} packets without all their chains: of a flow of more than 20 packets a second these are told of some only."] : Array.Empty<string>(),
        ];
        return Report($"live {from} → {to}{(port is null ? "" : $":{port}")}", seen with { Notes = [.. seen.Notes, .. bounds] }, walks, trouble);

        static int ChainHosts(PacketWalk walk) => walk.Chains.Select(hop => hop.Host).Distinct().Count();
    }

    /// <summary>A traceparent of its own for traffic that hangs on no span.</summary>
    public static string Traceparent() => Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id }
        ? id
        : $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01";

    // 00-TRACE-SPAN-01
    public static string TraceOf(string traceparent) => traceparent.Split('-')[1];

    public static WalkReport Report(string title, WalkSeen seen, IReadOnlyList<PacketWalk> walks, Verdict? trouble) =>
        new(title, walks, seen.Clocks, seen.Outcome, trouble, seen.Taps, seen.Notes);

    public WalkSession Session(Topology lab, bool isLive = false) => new(lab, _machines, book, isLive);

    public async Task<Topology> ReadAsync(CancellationToken cancellation)
    {
        // One thing at a time: a walk must not be felt by what it looks at, and a local lab's hosts share this machine's processors.
        var maps = new List<HostNetwork>();
        foreach (var machine in _machines)
        {
            maps.Add(await HostNetwork.ReadAsync(machine, sideBySide: false, cancellation));
        }

        return new Topology(scene, maps);
    }

    public static WalkEnd Source(Topology lab, string name) => lab.Find(name) switch
    {
        { Container: null } => throw new UserErrorException($"\"{name}\" is no container of this lab: a walk begins in one.", "From outside to a published port: walk --external."),
        { Container: { Pid: 0 } container } end => throw new UserErrorException($"{name} does not run ({container.State}), so nothing can be sent from it.", $"chatlab ssh {end.Host} -- {container.RestoreCommand}"),
        var end => end,
    };

    private int? PortOf(string name) => scene.Service(name)?.Port;
}
