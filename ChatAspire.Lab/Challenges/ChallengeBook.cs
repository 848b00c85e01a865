using System.Security.Cryptography;
using ChatAspire.Lab.Faults;
using ChatAspire.Lab.Overlay;
using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Challenges;

/// <summary>The catalogue of challenges.</summary>
public static class ChallengeBook
{
    private const int MaxRandomSeed = 10_000;

    /// <summary>The levels of difficulty, from easy to hard.</summary>
    public static readonly IReadOnlyList<int> Levels = [1, 2, 3];

    /// <summary>All challenges, by level.</summary>
    public static IReadOnlyList<Challenge> All { get; } =
    [
        new("night-shift", 1, place => OnHost(place, TunnelFaults.Down)),
        new("two-islands", 1, place => OnHost(place, TunnelFaults.NoPort)),
        new("missing-parcel", 1, place => OnHost(place, (lab, host) => TunnelFaults.Dropped(lab, host, "iptables"))),
        new("lights-out", 1, place => FromOutside(place, ServiceFaults.Stopped(place.Chat))),
        new("silent-library", 1, place => ToRedis(place, place.Chat, ServiceFaults.Paused(place.Lab.Spec.Redis))),
        new("one-way-street", 1, place => FromOutside(place, RoutingFaults.NoDefault(place.Chat, Gateway(place, place.Chat)))),
        new("closed-shop", 1, place => FromOutside(place, FirewallFaults.User(place.Chat))),
        new("watchman", 1, place => Between(place, place.Lab.Other(place.Chat), place.Chat, RoutingFaults.NoEcho(place.Chat), null)),
        new("parallel-worlds", 2, place => OnHost(place, (lab, host) =>
            TunnelFaults.Vni(lab, host, lab.Spec.Overlay.Vni + 1 + place.Choice.Number("vni", 30)))),
        new("new-cabling", 2, place => OnHost(place, (lab, host) =>
            TunnelFaults.Port(lab, host, lab.Spec.Overlay.Port + 1 + place.Choice.Number("port", 30)))),
        new("short-letters", 2, ShortLetters),
        new("old-friend", 2, place => ToRedis(place, place.Lab.Far,
            RoutingFaults.Neighbour(place.Lab.Far, place.Lab.Spec.Redis.Address, place.NobodysMac))),
        new("full-shelf", 2, place => ToRedis(place, place.Chat, ServiceFaults.Full(place.Lab.Spec.Redis))),
        new("spring-cleaning", 2, place => ToRedis(place, place.Chat, ServiceFaults.Password(
            place.Lab.Spec.Redis, place.Choice.Of("word", "sunflower", "raincoat", "teapot", "lantern")))),
        new("private-party", 2, place => ToRedis(place, place.Chat, ServiceFaults.Loopback(place.Lab.Spec.Redis))),
        new("homebody", 2, place => Outward(place, FirewallFaults.NoMasquerade(place.Lab, place.Chat.Host))),
        new("long-lunch", 2, place => FromOutside(place, ServiceFaults.Frozen(place.Chat))),
        new("return-ticket", 2, place => ToRedis(place, place.Chat, RoutingFaults.Blackhole(
            place.Lab.Spec.Redis.Host, place.Lab.Spec.Redis.Name, place.Chat.Address))),
        new("moved-house", 3, place => FromOutside(place, FirewallFaults.WrongTarget(place.Chat, place.NobodyOnOverlay))),
        new("second-opinion", 3, place => FromOutside(place, FirewallFaults.OwnTable(place.Chat))),
        new("basement", 3, place => OnHost(place, (lab, host) => TunnelFaults.Dropped(lab, host, "iptables-legacy"))),
        new("undertow", 3, place => ToRedis(place, place.Lab.Far, BridgeFaults.Dropped(place.Lab.Far.Host, place.Lab.Spec.Redis.Address))),
        new("thursday-rain", 3, place => ToRedis(
            place, place.Lab.Far, BridgeFaults.Duplicate(place.Lab, place.Lab.Far.Host, place.Lab.Spec.Redis.Address))),
        new("detour", 3, place => Outward(place, RoutingFaults.Policy(place.Chat))),
        new("silent-stairs", 3, place => ToRedis(
            place, place.Chat, BridgeFaults.Blackhole(place.Lab.Spec.Redis.Host, place.Lab.Spec.Redis.Name))),
        new("cold-shoulder", 3, place => ToRedis(place, place.Lab.Near, BridgeFaults.Isolated(
            place.Lab.Near.Host, place.Lab.Spec.Redis.Name, place.Lab.Near.Name))),
    ];

    /// <summary>The names of all challenges.</summary>
    public static IReadOnlyList<string> Names => [.. All.Select(challenge => challenge.Name)];

    /// <summary>Finds a challenge by its name.</summary>
    /// <exception cref="UserErrorException">No challenge has this name.</exception>
    public static Challenge Find(string name) => All.FirstOrDefault(challenge => challenge.Name == name)
        ?? throw new UserErrorException(NameSuggestion.Unknown("challenge", name, Names), "`chatlab challenge list` shows them.");

    /// <summary>Returns a random seed from 1 to 9,999, short enough for learners to tell each other.</summary>
    public static long RandomSeed() => RandomNumberGenerator.GetInt32(1, MaxRandomSeed);

    /// <summary>Finds a challenge by its name, or chooses one by the seed. A seed chooses the same challenge on every machine.</summary>
    /// <param name="name">Null to choose by the seed.</param>
    /// <param name="level">One of <see cref="Levels"/>; null for any level.</param>
    /// <exception cref="UserErrorException">No challenge has this name or level, or the named challenge has another level.</exception>
    public static Challenge Choose(string? name, long seed, int? level)
    {
        if (level is { } wanted && !Levels.Contains(wanted))
        {
            throw new UserErrorException($"--level {wanted}: there is no such level.", "Use 1, 2 or 3.");
        }

        if (name is null)
        {
            return new SeededChoice(seed).Of("challenge", [.. All.Where(challenge => level is null || challenge.Level == level)]);
        }

        var challenge = Find(name);
        return level is null || level == challenge.Level
            ? challenge
            : throw new UserErrorException($"{name} has level {challenge.Level}, not {level}.", "Omit --level, or the name.");
    }

    /// <summary>
    /// Creates a case with a tunnel fault on the host of the chat node that the seed chose. On either host, the fault stops the far node's
    /// traffic to Redis, which crosses the tunnel, so the story is always about the far node.
    /// </summary>
    private static ChallengeCase OnHost(ChallengePlace place, Func<FaultPlace, string, Fault> create) =>
        Case(place, place.Lab.Far, create(place.Lab, place.Chat.Host), new(place.Lab.Far.Name, place.Lab.Spec.Redis.Name));

    private static ChallengeCase ToRedis(ChallengePlace place, ChatSpec from, Fault fault) =>
        Case(place, from, fault, new(from.Name, place.Lab.Spec.Redis.Name));

    private static ChallengeCase FromOutside(ChallengePlace place, Fault fault) =>
        Case(place, place.Chat, fault, new(null, place.Chat.Host));

    private static ChallengeCase Outward(ChallengePlace place, Fault fault) =>
        Case(place, place.Chat, fault, new(place.Chat.Name, StoryEnds.Outside, IsPing: true));

    private static ChallengeCase Between(ChallengePlace place, ChatSpec from, ChatSpec to, Fault fault, int? size) =>
        Case(place, to, fault, new(from.Name, to.Name, size, IsPing: true));

    private static ChallengeCase ShortLetters(ChallengePlace place)
    {
        var right = OverlayPlan.For(place.Lab.Spec, place.Lab.Hosts, place.Lab.Host(place.Chat.Host)).Mtu;
        var wrong = right - 50 - 10 * place.Choice.Number("mtu", 20);
        return Between(
            place, place.Lab.Other(place.Chat), place.Chat, BridgeFaults.ShortPort(place.Chat.Host, place.Chat.Name, wrong, right), right);
    }

    /// <param name="subject">The chat node that the story is about.</param>
    private static ChallengeCase Case(ChallengePlace place, ChatSpec subject, Fault fault, StoryEnds ends)
    {
        var (spec, other) = (place.Lab.Spec, place.Lab.Other(subject));
        var plan = OverlayPlan.For(spec, place.Lab.Hosts, place.Lab.Host(fault.Host));
        return new(fault, ends, new Dictionary<string, string>
        {
            ["chat"] = subject.Name,
            ["chat-address"] = subject.Address,
            ["host"] = subject.Host,
            ["port"] = $"{subject.Publish}",
            ["other"] = other.Name,
            ["other-host"] = other.Host,
            ["redis"] = spec.Redis.Name,
            ["redis-host"] = spec.Redis.Host,
            ["redis-address"] = spec.Redis.Address,
            ["redis-port"] = $"{spec.Redis.Port}",
            ["device"] = spec.Overlay.Device,
            ["bridge"] = spec.Overlay.Network,
            ["subnet"] = spec.Overlay.Subnet,
            ["gateway"] = Gateway(place, subject),
            ["vni"] = $"{spec.Overlay.Vni}",
            ["tunnel-port"] = $"{spec.Overlay.Port}",
            ["peer"] = place.Lab.Peer(fault.Host).Underlay,
            ["nic"] = place.Lab.Host(fault.Host).Nic,
            ["mtu"] = $"{plan.Mtu}",
            ["device-address"] = $"{plan.DeviceAddress}/{plan.DeviceSubnet.PrefixLength}",
            // Only hints and solutions use this value, because it reveals the host of the fault.
            ["there"] = fault.Host,
        });
    }

    private static string Gateway(ChallengePlace place, ChatSpec chat) => place.Lab.Host(chat.Host).Spec.Gateway;
}
