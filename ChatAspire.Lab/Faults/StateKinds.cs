namespace ChatAspire.Lab.Faults;

/// <summary>The kinds of facts about a host: values of <see cref="StateLine.Kind"/>.</summary>
internal static class StateKinds
{
    public const string Address = "address";
    public const string Container = "container";
    public const string Fdb = "fdb";
    /// <summary>The id of a container, which changes when the container is recreated.</summary>
    public const string Identity = "identity";
    public const string Iptables = "iptables";
    public const string Ip6tables = "ip6tables";
    public const string LegacyIptables = "legacy";
    public const string Link = "link";
    public const string Neighbour = "neigh";
    public const string Network = "network";
    public const string Nft = "nft";
    /// <summary>A running container, with "stopped" if a signal stopped its first process.</summary>
    public const string Process = "process";
    public const string Qdisc = "qdisc";
    /// <summary>The Redis container, with "requires a password" or "requires no password".</summary>
    public const string Redis = "redis";
    public const string Route = "route";
    public const string Rule = "rule";
    /// <summary>The start time of a container.</summary>
    public const string Started = "started";
    public const string Sysctl = "sysctl";

    /// <summary>The kinds whose lines are a dump by iptables-save, in which the order matters.</summary>
    public static readonly IReadOnlyList<string> Dumps = [Iptables, Ip6tables, LegacyIptables];
}
