namespace ChatAspire.Lab.Faults;

/// <summary>The kinds of facts about a host.</summary>
internal static class StateKinds
{
    public const string Address = "address";
    public const string Container = "container";
    public const string Fdb = "fdb";
    public const string Identity = "identity";
    public const string Iptables = "iptables";
    public const string Ip6tables = "ip6tables";
    public const string LegacyIptables = "legacy";
    public const string Link = "link";
    public const string Neighbour = "neigh";
    public const string Network = "network";
    public const string Nft = "nft";
    public const string Process = "process";
    public const string Qdisc = "qdisc";
    public const string Redis = "redis";
    public const string Route = "route";
    public const string Rule = "rule";
    public const string Started = "started";
    public const string Sysctl = "sysctl";

    /// <summary>The dumps of iptables, whose order matters.</summary>
    public static readonly IReadOnlyList<string> Dumps = [Iptables, Ip6tables, LegacyIptables];

    /// <summary>The kinds of a firewall.</summary>
    public static readonly IReadOnlyList<string> Firewall = [.. Dumps, Nft];
}
