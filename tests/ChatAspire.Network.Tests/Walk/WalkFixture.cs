using System.Runtime.CompilerServices;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Tests.Inspection;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Netfilter;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>
/// Captures that <c>walk --pcap</c> wrote on a real lab (Docker 20.10.24, iptables 1.8.9, tcpdump 4.99.3): <c>syn</c> of walk
/// chat-b redis; <c>ext</c> of walk --external; <c>drop</c> of walk chat-b redis with a rule on host-a that drops UDP 4789;
/// <c>inet</c> with that rule in Debian's <c>table inet filter</c>; <c>ext28</c> as <c>ext</c>, with Docker 28.5.2 and iptables 1.8.13;
/// <c>routed</c> of the second walk of walk --external, with bridge-nf-call-iptables off.
/// </summary>
internal sealed class WalkFixture
{
    public const int VxlanPort = 4789;

    private static readonly string[] Hosts = ["host-a", "host-b"];

    private readonly string _folder;

    public WalkFixture(string name)
    {
        _folder = Path.Combine(Folder(), name);
        Traversals = Hosts.Where(host => File.Exists(Chains(host))).ToDictionary(
            host => host, host => ChainTrace.Parse(File.ReadAllText(Chains(host)), Skipped.Add));
        foreach (var file in Directory.EnumerateFiles(_folder, "*.pcap").Order(StringComparer.Ordinal))
        {
            var point = PointOf(Path.GetFileName(file).Split('.'));
            Files[point] = File.ReadAllBytes(file);
            Frames[point] = FrameParser.ParseAll(Files[point], VxlanPort, Skipped.Add);
        }
    }

    public List<string> Skipped { get; } = [];

    public Dictionary<CapturePoint, byte[]> Files { get; } = [];

    public Dictionary<CapturePoint, IReadOnlyList<Frame>> Frames { get; } = [];

    public IReadOnlyDictionary<string, IReadOnlyList<ChainTraversal>> Traversals { get; }

    public string Chains(string host) => Path.Combine(_folder, $"{host}.chains.txt");

    public string Capture(string name) => Path.Combine(_folder, name);

    public CapturePoint Point(string host, CapturePointKind kind) => Frames.Keys.Single(point => point.Host == host && point.Kind == kind);

    /// <summary>chat-b on host-b to redis on host-a.</summary>
    public WalkPath ToRedis(int clientPort) => new(
        [
            .. new[] { CapturePointKind.Container, CapturePointKind.Veth, CapturePointKind.Bridge, CapturePointKind.Vxlan,
                CapturePointKind.Nic }.Select(kind => Point("host-b", kind)),
            .. new[] { CapturePointKind.Nic, CapturePointKind.Vxlan, CapturePointKind.Bridge, CapturePointKind.Veth,
                CapturePointKind.Container }.Select(kind => Point("host-a", kind)),
        ],
        [new Flow(Protocol.Tcp, new(new byte[] { 172, 18, 0, 22 }), clientPort, new(new byte[] { 172, 18, 0, 100 }), 6379)])
    {
        Tunnel = new TunnelFinder(Lab()).Between(new("host-b", null, null, null), new("host-a", null, null, null)),
    };

    /// <summary>The hosts as they are observed, without anything that a lab declares.</summary>
    public static Topology Plain(IReadOnlyList<HostNetwork> networks)
    {
        var scene = new WalkScene([.. networks.Select(network => WalkHost.Unobserved(new NamedRunner(network.Host), ""))], null, [])
        {
            IsPassive = true,
        };
        return new Topology(scene.Observe(networks), networks);
    }

    /// <summary>The path from chat-b to Redis on such hosts.</summary>
    public static (Topology Topology, WalkPath Path) PlainPath(IReadOnlyList<HostNetwork> networks)
    {
        var topology = Plain(networks);
        return (topology, topology.Between(topology.Find("chat-b"), topology.Find("redis"), Protocol.Tcp, null, 6379));
    }

    /// <summary>The first SYN as the VXLAN device of host-b shows it.</summary>
    public Frame SynInTunnel => Frames.First(device => device.Key is { Host: "host-b", Kind: CapturePointKind.Vxlan }).Value
        .First(frame => frame.Packet.Flags == TcpFlags.Syn);

    /// <summary>The client port of the first SYN.</summary>
    public int ClientPort => Frames.Where(device => device.Key.Kind is CapturePointKind.Container or CapturePointKind.Nic)
        .SelectMany(device => device.Value)
        .First(frame => frame.Packet.Flags == TcpFlags.Syn).Packet.Source.Port;

    public static Dictionary<string, ClockOffset> SameClock { get; } = new()
    {
        ["host-b"] = new ClockOffset(TimeSpan.Zero, TimeSpan.Zero),
        ["host-a"] = new ClockOffset(TimeSpan.Zero, TimeSpan.Zero),
    };

    /// <summary>The hosts of all recordings but <c>routed</c> have bridge-nf-call-iptables on.</summary>
    public static IReadOnlySet<string> BridgeFilteringHosts { get; } = Hosts.ToHashSet();

    /// <summary>The project's lab, as recorded in the fixtures of the inspection tests.</summary>
    public static Topology Lab(params IReadOnlyList<HostNetwork> networks)
    {
        ICommandRunner[] runners = [new NamedRunner("host-a"), new NamedRunner("host-b")];
        return new Topology(
            new WalkScene(
                [.. runners.Select((runner, i) => new WalkHost(runner, $"10.77.0.{11 + i}", "eth0", 1500, new Dictionary<int, Uri>()))],
                new OverlayNetwork("vxlan-net", "vxlan0", 4789),
                [
                    new KnownService("chat-a", "host-a", "172.18.0.11", 5000, 5000, IsHttp: true),
                    new KnownService("chat-b", "host-b", "172.18.0.22", 5000, 5000, IsHttp: true),
                    new KnownService("redis", "host-a", "172.18.0.100", 6379, null, IsHttp: false),
                    new KnownService("dashboard", "host-a", "172.18.0.200", null, null, IsHttp: false),
                ]),
            networks.Count > 0 ? networks : [Fixture.Host(Fixture.HostA), Fixture.Host(Fixture.HostB)]);
    }

    // host-b.chat-b.eth0.pcap, host-b.veth7a093e4.pcap
    private static CapturePoint PointOf(string[] name) => name is [var host, var container, var inside, _]
        ? new CapturePoint(host, CapturePointKind.Container, inside, container, Netns.Of(1))
        : new CapturePoint(name[0], KindOf(name[1]), name[1]);

    private static CapturePointKind KindOf(string device) => device switch
    {
        "eth0" => CapturePointKind.Nic,
        "vxlan0" => CapturePointKind.Vxlan,
        "vxlan-net" => CapturePointKind.Bridge,
        _ => CapturePointKind.Veth,
    };

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Fixtures");
}
