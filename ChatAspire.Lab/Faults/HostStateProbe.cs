using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Faults;

/// <summary>The command that prints a host's <see cref="HostState"/>, one line per fact: <c>SCOPE|KIND|TEXT</c>.</summary>
internal static class HostStateProbe
{
    /// <summary>
    /// The script. It omits counters, timers, indices, the random names and MAC addresses of veth pairs (the host's end is printed as
    /// "veth:CONTAINER"), routes that follow from addresses, and learned FDB entries.
    /// </summary>
    // $1: Redis's container. $2: Redis's port.
    private const string Script =
        """
        say() { sed "$names; s/^/$scope|$1|/"; }
        devices() {
            awk '{
                name = $2; sub(/:$/, "", name); sub(/@.*/, "", name)
                up = ($3 ~ /[<,]UP[,>]/) ? "up" : "down"
                mtu = master = port = isolated = vxlan = "-"
                for (i = 4; i <= NF; i++) {
                    if ($i == "mtu" && mtu == "-") mtu = $(i + 1)
                    else if ($i == "master" && master == "-") master = $(i + 1)
                    else if ($i == "bridge_slave") port = $(i + 2)
                    else if ($i == "isolated") isolated = $(i + 1)
                    else if ($i == "vxlan" && $(i + 1) == "id") vxlan = $(i + 2)
                    else if ($i == "remote" || $i == "dstport") vxlan = vxlan "," $(i + 1)
                }
                print name, up, "mtu", mtu, "master", master, "port", port, "isolated", isolated, "vxlan", vxlan
            }'
        }
        # Without counters. In a container also without the ports of Docker's name server, which change with every start.
        rules() {
            grep -v '^#' | sed -E 's/ \[[0-9:]+\]$//' | if [ -z "$scope" ]; then cat; else
                sed -E 's/(127\.0\.0\.11):[0-9]+/\1/; s/(-s 127\.0\.0\.11\/32 .*--sport) [0-9]+/\1/'
            fi
        }
        look() {
            scope=$1; shift
            "$@" ip -o -d link show | devices | say link
            "$@" ip -o -4 address show | sed -E 's/^[0-9]+: +//; s/\\.*//; s/ +/ /g; s/ $//' | say address
            "$@" ip -4 route show table all | grep -vE '^(local|broadcast) ' | sed -E 's/ linkdown//; s/ +$//' | say route
            "$@" ip -4 rule show | sed -E 's/:\t+/ /' | say rule
            "$@" ip -4 neigh show nud permanent | say neigh
            "$@" bridge fdb show | grep -E ' dst .*permanent| static' | sed -E 's/ master [^ ]+/ master/' | say fdb
            "$@" tc qdisc show | sed -E 's/ refcnt [0-9]+//; s/ +$//' | say qdisc
            "$@" iptables-save 2>/dev/null | rules | say iptables
            "$@" ip6tables-save 2>/dev/null | rules | say ip6tables
            "$@" iptables-legacy-save 2>/dev/null | rules | say legacy
            "$@" nft list tables 2>/dev/null | grep -vE '^table ip6? (filter|nat|raw|mangle|security)$' | say nft
            "$@" sysctl -a -r '^net\.ipv4\.(ip_|icmp_|tcp_|conf\.)|^net\.bridge\.' 2>/dev/null \
                | grep -vE '\.conf\.veth|fastopen_key|_hash_entries' | sed 's/ = /=/' | say sysctl
        }
        names='' scope=''
        running=$(docker ps --format '{{.Names}}' | sort)
        for name in $running; do
            end=$(veth "$name" 2>/dev/null)
            [ -z "$end" ] || names="$names;s/\\b$end\\b/veth:$name/g"
        done
        names=${names#;}
        look '' env
        scope=''
        policy='{{.State.Status}} {{.HostConfig.RestartPolicy.Name}}'
        networks='{{range $name, $at := .NetworkSettings.Networks}}{{$name}}={{$at.IPAddress}} {{end}}'
        docker ps -aq --no-trunc \
            | xargs -r docker inspect -f "{{.Name}}|{{.Id}}|{{.State.StartedAt}}|$policy $networks" \
            | sort | while IFS='|' read -r name id started rest; do
                printf '|container|%s %s\n|identity|%s %s\n|started|%s %s\n' "${name#/}" "$rest" "${name#/}" "$id" "${name#/}" "$started"
            done
        docker network ls --no-trunc --format '{{.Name}} {{.ID}}' | sort | say network
        for name in $running; do
            look "$name" nsenter -t "$(pid "$name")" -n
            scope=''
            echo "$name $(sed -n 's/^State:.\([Tt]\).*/stopped/p' "/proc/$(pid "$name")/status")" | say process
        done
        # A Redis that was just started does not answer yet.
        for _ in $(seq 15); do
            [ "$(docker inspect -f '{{.State.Status}}' "$1")" = running ] || break
            case $(timeout 3 docker exec "$1" redis-cli -p "$2" ping 2>/dev/null) in
                NOAUTH*) echo "|redis|$1 requires a password"; break ;;
                PONG*) echo "|redis|$1 requires no password"; break ;;
            esac
            sleep 0.2
        done
        true
        """;

    public static HostCommand Command(FaultPlace place) =>
        FaultShell.Run($"set -- {place.Spec.Redis.Name} {place.Spec.Redis.Port}\n{Script}");
}
