using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Faults;

/// <summary>Builds commands that run scripts on a host, with functions for the host's containers.</summary>
internal static class FaultShell
{
    /// <summary>
    /// The shell functions; NAME is a container. <c>pid NAME</c> prints the PID that the container's first process has on the host.
    /// <c>veth NAME</c> prints the host's end of its veth pair. <c>into NAME COMMAND…</c> runs a command in its network namespace.
    /// <c>db NAME PORT COMMAND…</c> runs redis-cli in Redis's container, with the password from Redis's settings file.
    /// </summary>
    // 8: eth0@if9: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 … link/ether 02:42:ac:12:00:0b brd ff:ff:ff:ff:ff:ff link-netnsid 0
    private const string Functions =
        """
        export PATH=$PATH:/usr/sbin:/sbin
        pid() { docker inspect --type container -f '{{.State.Pid}}' "$1"; }
        into() { ns=$(pid "$1"); shift; nsenter -t "$ns" -n "$@"; }
        veth() {
            at=$(into "$1" ip -o link show eth0 | sed 's/.*@if\([0-9]*\):.*/\1/')
            ip -o link | sed -n "s/^$at: \([^@:]*\).*/\1/p"
        }
        db() {
            box=$1; port=$2; shift 2
            timeout 3 docker exec "$box" sh -c \
                'export REDISCLI_AUTH=$(sed -n "s/^requirepass //p" /etc/redis.conf); port=$1; shift; exec redis-cli -p "$port" "$@"' \
                sh "$port" "$@" 2>/dev/null
        }

        """;

    /// <summary>The time limit of a script, long enough for hundreds of processes on a small host.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Builds a command that runs a script. The command reads the script from standard input, so that the host's process list does not show
    /// the script to a learner.
    /// </summary>
    public static HostCommand Run(string script) => HostCommand.Shell("eval \"$(cat)\"").WithInput(Functions + script).WithTimeout(Limit);
}
