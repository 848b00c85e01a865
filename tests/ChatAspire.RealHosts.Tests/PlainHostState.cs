namespace ChatAspire.RealHosts.Tests;

/// <summary>
/// Everything that a walk could change on the machine of <see cref="PlainHost"/>: counters, the ages of neighbours and the number of
/// connections aside. The devices, rules and containers of labs that are tested side by side are left out.
/// </summary>
internal static class PlainHostState
{
    private const string Script =
        """
        spaces=$(for name in web db shop-1 stock-1 vault; do docker inspect -f '{{.State.Pid}}' plain-$name; done)
        own=$(docker network ls --filter label=chatlab.test=plain --format '{{.ID}}')
        others=$(docker network ls --filter driver=bridge --format '{{.ID}} {{.Name}}' | grep -v ' bridge$' | cut -d' ' -f1 |
            grep -vxF -e "$own" | while read -r id; do
                docker network inspect -f '{{range .IPAM.Config}}{{.Subnet}}{{end}}' $id | sed 's/\.[0-9]*\/.*//'; echo br-$id
            done)
        # Leaves out lines about the networks of others, and about veth devices, whose names say nothing.
        ours() { if [ -n "$others" ]; then grep -vF -e "$others"; else cat; fi | grep -v veth; }
        echo '--- links'
        for name in lo eth0 docker0 $(echo "$own" | sed 's/^/br-/'); do
            ip -d -o link show dev $name 2> /dev/null
            ip -d -o link show master $name 2> /dev/null
        done | grep -o '^[0-9]*: [^ ]*\|<[^>]*>\|mtu [0-9]*\|promiscuity [0-9]*\|master [^ ]*'
        for pid in $spaces; do nsenter -t $pid -n ip -d -o link | grep -o '^[0-9]*: [^:]*\|promiscuity [0-9]*\|mtu [0-9]*'; done
        echo '--- modules'
        cat /proc/modules 2> /dev/null | cut -d' ' -f1 | sort
        echo '--- rules'
        iptables-save | grep -v '^#' | sed 's/\[[0-9:]*\]//' | ours
        nft list ruleset | sed 's/packets [0-9]* bytes [0-9]*//' | ours
        ip rule; ip route | ours; tc qdisc | ours
        echo '--- sysctls'
        sysctl -a 2> /dev/null | grep '^net[.]' | grep -v 'nf_conntrack_count\|[.]veth\|[.]br-'
        echo '--- engine'
        docker ps -a --no-trunc --filter label=chatlab.test=plain --format '{{.ID}} {{.State}}'
        docker images --no-trunc --format '{{.ID}} {{.Repository}}' | grep -v chataspire/
        echo '--- processes'
        for pid in self $spaces; do stat -L -c %i /proc/$pid/ns/net; done > /tmp/plain-spaces.$$
        for process in $(pgrep -x 'tcpdump|xtables-monitor|timeout|bpftrace'); do
            stat -L -c %i /proc/$process/ns/net 2> /dev/null | grep -qxFf /tmp/plain-spaces.$$ && cat /proc/$process/comm
        done
        rm -f /tmp/plain-spaces.$$
        echo '--- trace'
        # Labs that are tested side by side have instances too; those of this namespace have its inode in their name.
        unshare -m --propagation private sh -c '{ [ -e /sys/kernel/tracing/events ] || mount -t tracefs tracefs /sys/kernel/tracing; } &&
            cd /sys/kernel/tracing &&
            ls instances | grep -e "-$1\$"; cat set_event current_tracer tracing_on' sh "$(stat -L -c %i /proc/self/ns/net)" 2> /dev/null
        echo '--- files'
        ls -A /run/chatlab 2> /dev/null
        ls -A /tmp | grep '^chatlab-ssh-'
        true
        """;

    /// <summary>Reads the state.</summary>
    public static Task<string> ReadAsync() => PlainHost.RunAsync(Script);

    /// <summary>The part about devices, with the promiscuity counter of each.</summary>
    public static string Links(string state) => state.Split("--- modules")[0];

    /// <summary>The part about kernel modules.</summary>
    public static string Modules(string state) => state.Split("--- modules")[1].Split("---")[0];
}
