namespace ChatAspire.RealHosts.Tests.Challenges;

/// <summary>The state of a lab's hosts and of the namespaces on them, read by other commands than the program's own.</summary>
internal static class HostsState
{
    /// <summary>
    /// Left out: counters, timers, indices, learned entries, sizes that a bridge takes from its ports, and the names and MAC addresses of
    /// veth pairs, which a restart changes.
    /// </summary>
    private const string Look =
        """
        export PATH=$PATH:/usr/sbin:/sbin
        plain() {
            sed -E 's/veth[0-9a-f]{7}/VETH/g; s/@[^ :]+//; s/^[0-9]+: //; s/(ether|bridge_id|port_id) [^ ]+//g;
                s/[a-z_]*timer +[0-9.]+//g; s/[a-z0-9]+:[0-9a-f:]{17}//g; s/fdb_n_learned [0-9]+//; s/promiscuity [0-9]+//;
                s/link-netnsid [0-9]+//; s/(tso|gso|gro)_[a-z_0-9]+ [0-9]+//g;
                s/port_no [^ ]+//; s/designated_[a-z]+ [^ ]+//g; s/root_[a-z_]+ [^ ]+//g; s/ +/ /g; s/ \[[0-9:]+\]$//' | sort
        }
        look() {
            "$@" ip -o -d link | sed -E 's/[0-9a-f]{2}(:[0-9a-f]{2}){5}/MAC/g; s/8000\.[0-9a-f:]+/ID/g' | plain
            "$@" ip -4 -o address | sed 's/\\.*//' | plain
            "$@" ip -4 route show table all | plain
            "$@" ip rule
            "$@" ip neigh show nud permanent
            "$@" bridge fdb show | grep -E '^00:00|static' | plain
            "$@" tc qdisc show | sed -E 's/refcnt [0-9]+//; s/dev [^ ]+/dev/' | plain
            "$@" nft list tables | grep -vE ' ip6? '
            "$@" sysctl -a 2>/dev/null | grep -E '^net\.(ipv4\.(ip_|icmp|conf\.(all|default|eth0|vxlan))|bridge)'
        }
        look env
        iptables-save | grep -v '^#' | sed -E 's/ \[[0-9:]+\]$//'
        iptables-legacy-save 2>/dev/null | grep '^-A'
        docker ps -aq --no-trunc | sort
        docker network ls -q --no-trunc | sort
        docker ps -a --format '{{.Names}} {{.State}}' | sort
        for name in $(docker ps --format '{{.Names}}' | sort); do
            pid=$(docker inspect -f '{{.State.Pid}}' $name)
            echo "── $name"
            look nsenter -t $pid -n
            nsenter -t $pid -n iptables-save 2>/dev/null | grep '^-A' | grep -v 127.0.0.11
            sed -n '/^State:/s/[SR] .*/alive/p' /proc/$pid/status
        done
        true
        """;

    /// <param name="withIdentities">False where containers may have been recreated.</param>
    public static async Task<string> ReadAsync(LabFixture lab, bool withIdentities = true)
    {
        var states = await Task.WhenAll(lab.OnHostAsync("host-a", Look), lab.OnHostAsync("host-b", Look));
        var lines = string.Join("\n══\n", states).Split('\n');
        return string.Join('\n', withIdentities ? lines : lines.Where(line => line.Length != 64));
    }
}
