using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Network.Walk.Evidence;

/// <summary>
/// Builds the command that reads the state of some of a host's namespaces. The command changes nothing and loads no kernel module. If a
/// tool fails or is missing, only its own section is missing from the output.
/// </summary>
internal static class StateProbe
{
    /// <summary>
    /// The script. Its arguments are the family, 4 or 6, and for each namespace its name (<see cref="HostProbe.NameOf"/>) and its route
    /// queries, one per line. A tool that would load a kernel module is skipped: iptables-legacy-save runs only if a legacy table exists,
    /// nft and ss only if their modules are loaded or built in.
    /// </summary>
    private const string Script =
        HostProbe.Prelude +
        """
        if [ "$1" = 6 ]; then tables=ip6tables; else tables=iptables; fi
        family=$1; shift
        save=$(command -v $tables-nft-save || echo $tables-save)
        while [ $# -gt 0 ]; do
            ns=$1 queries=$2; shift 2
            enter=$(entering "$ns")
            ! nf_tables 2>/dev/null || section "iptables $ns" $enter "$save" -c
            [ -z "$($enter cat "/proc/self/net/${tables%tables}_tables_names" 2>/dev/null)" ] ||
                section "legacy $ns" $enter $tables-legacy-save -c
            ! command -v nft >/dev/null || ! nf_tables 2>/dev/null || section "nft $ns" $enter nft -a list ruleset
            section "rules $ns" $enter ip -$family -json rule show
            section "neighbours $ns" $enter ip -json neighbour show
            section "qdiscs $ns" $enter tc -s -json qdisc show
            section "settings $ns" $enter sh -c 'cd /proc/sys/net/ipv$1 && grep -s . icmp_echo_ignore_all icmp/echo_ignore_all \
                ip_forward conf/*/rp_filter conf/*/arp_ignore || [ $? = 2 ]' sh $family
            if loaded tcp_diag tcp_diag_dump; then
                section "sockets $ns" $enter ss -Hltnp
                owners=$($enter ss -Hltnp | grep -o 'pid=[0-9]*' | cut -d= -f2 | sort -u | paste -sd, -)
                [ -z "$owners" ] || section "processes $ns" ps -o pid=,stat=,comm= -p "$owners"
            fi
            printf '%s\n' "$queries" | while read -r query; do
                [ -z "$query" ] || section "route $ns $query" $enter ip -json route get $query </dev/null
            done
        done
        exit 0
        """;

    /// <summary>Builds the command, which is limited to 20 s.</summary>
    /// <param name="isIpv6">True to read the state that affects IPv6 packets, false for IPv4.</param>
    /// <param name="queries">The namespaces to read, null for the host's own, each with arguments of <c>ip route get</c>.</param>
    public static HostCommand Build(IReadOnlyList<(Netns? Netns, IReadOnlyList<string> Queries)> queries, bool isIpv6) =>
        HostCommand.Shell(Script,
            [isIpv6 ? "6" : "4", .. queries.SelectMany(query => new[] { HostProbe.NameOf(query.Netns), string.Join('\n', query.Queries) })])
            .WithTimeout(TimeSpan.FromSeconds(20));
}
