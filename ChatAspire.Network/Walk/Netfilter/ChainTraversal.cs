using ChatAspire.Network.Walk.Decode;

namespace ChatAspire.Network.Walk.Netfilter;

/// <summary>A packet's traversal of one table at one netfilter hook.</summary>
/// <param name="In">The device by which the packet came in; empty for a packet that this host sends.</param>
/// <param name="Out">The device by which the packet will leave; empty while that is undecided.</param>
/// <param name="Source">The packet's source when it entered the table, before the table's NAT.</param>
/// <param name="Destination">The packet's destination when it entered the table, before the table's NAT.</param>
/// <param name="Length">The packet's length in bytes, including the IP header.</param>
/// <param name="Id">The packet's IPv4 identification, or its IPv6 flow label.</param>
internal sealed record ChainTraversal(
    string In, string Out, Endpoint Source, Endpoint Destination, int Length, int Id, TcpFlags Flags, IReadOnlyList<RuleMatch> Rules)
{
    private static readonly string[] Hooks = ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"];

    /// <summary>
    /// The table's name: filter, nat, mangle or raw; with a prefix for ip6tables (ip6 filter), and with its family for a native nftables
    /// table (inet firewalld).
    /// </summary>
    public string Table => Rules[0].Table;

    /// <summary>True for the table nat of iptables or ip6tables.</summary>
    public bool IsNat => Table is "nat" or "ip6 nat";

    /// <summary>The base chain: PREROUTING, INPUT, FORWARD, OUTPUT or POSTROUTING; native nftables chains have arbitrary names.</summary>
    public string Hook => Rules[0].Chain;

    /// <summary>
    /// The kernel hook by its iptables name. The trace does not contain it, so it is inferred from the chain's name, or from
    /// the devices.
    /// </summary>
    public string BuiltIn => Hooks.FirstOrDefault(hook => Hook.Contains(hook, StringComparison.OrdinalIgnoreCase)) ?? HookByDevices;

    /// <summary>The rule or policy that dropped the packet; null if it passed.</summary>
    public RuleMatch? Dropped => Rules.FirstOrDefault(rule => rule.Verdict is "DROP" or "REJECT");

    /// <summary>The rule that translated the packet's addresses; null if none did.</summary>
    public RuleMatch? Translated => Rules.FirstOrDefault(rule => Target(rule) is "DNAT" or "SNAT" or "MASQUERADE" or "REDIRECT");

    private string HookByDevices
    {
        get
        {
            if (In.Length == 0)
            {
                return "OUTPUT";
            }

            return Out.Length == 0 ? "INPUT" : "FORWARD";
        }
    }

    // -4 -t nat -A DOCKER ! -i vxlan-net -p tcp -m tcp --dport 5000 -j DNAT --to-destination 172.18.0.11:5000
    private static string? Target(RuleMatch rule) => rule.Rule?.Split(" -j ") is [_, var target] ? target.Split(' ')[0] : null;
}
