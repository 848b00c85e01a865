using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Inspection;

/// <summary>
/// The two commands that print everything an inspection needs, in one marked section per tool. Two are enough for any number of containers,
/// and they may run in parallel. They change nothing on the host. If a tool is missing or fails, only its own section is lost.
/// </summary>
internal static class HostProbe
{
    /// <summary>
    /// The suffix in the names of the sections about the host's own namespace. For any other namespace, the suffix is
    /// <see cref="Netns.Name"/>.
    /// </summary>
    public const string Self = "self";

    /// <summary>Returns the suffix of a namespace's sections, which is also its name in the arguments of scripts.</summary>
    /// <param name="netns">The namespace; null for the host's own.</param>
    internal static string NameOf(Netns? netns) => netns?.Name ?? Self;

    /// <summary>
    /// Returns the prefix that makes a typed command run in a namespace: <c>nsenter -t 1234 -n </c>. Empty for the host's own.
    /// </summary>
    internal static string Enter(Netns? netns) => netns is null ? "" : $"nsenter {string.Join(' ', netns.Options)} ";

    /// <summary>Builds a command that runs in a namespace; null is the host's own.</summary>
    internal static HostCommand In(Netns? netns, string[] command) => netns is null
        ? new HostCommand(command[0], command[1..])
        : new HostCommand("nsenter", [.. netns.Options, .. command]);

    /// <summary>The beginning of the marker lines before and after each section.</summary>
    public const string SectionMarker = "##chatlab ";

    /// <summary>
    /// The shell function <c>entering NAME</c>, which prints the command prefix that enters a namespace (see <see cref="NameOf"/>).
    /// </summary>
    internal const string Entering =
        $$$"""entering() { case $1 in {{{Self}}}) ;; /*) echo "nsenter --net=$1" ;; *) echo "nsenter -t $1 -n" ;; esac; }""";

    /// <summary>Shell functions that print marked sections, for the start of a script.</summary>
    internal const string Prelude =
        $$$"""
        section() {
            printf '\n{{{SectionMarker}}}begin %s\n' "$1"; shift
            { err=$("$@" 2>&1 >&3 3>&-); } 3>&1
            code=$?
            [ -z "$err" ] || err=$(printf %s "$err" | tr '\n' ' ')
            printf '\n{{{SectionMarker}}}end %s %s\n' "$code" "$err"
        }
        {{{Entering}}}
        # Prints a section from a value of the shell.
        mark() { printf '\n{{{SectionMarker}}}begin %s\n%s\n\n{{{SectionMarker}}}end 0 \n' "$1" "$2"; }
        PATH=$PATH:/usr/sbin:/sbin
        # True if a part of the kernel is loaded or built in, told by the module's name or one of its symbols: a tool that needs it would
        # load it otherwise.
        loaded() { [ ! -e /proc/modules ] || [ -d "/sys/module/$1" ] || grep -qsw "$2" /proc/kallsyms; }
        nf_tables() { loaded nf_tables nft_do_chain || { echo 'nf_tables is not loaded, and is not loaded to be read' >&2; return 1; }; }
        # Lowers the priority: the host's own work comes first.
        renice -n 10 -p $$ > /dev/null 2>&1

        """;

    /// <summary>
    /// The script that prints the containers, their network namespaces and the host's. It starts as few programs as possible, above all
    /// docker: one more program per container is noticeable with 50 containers.
    /// </summary>
    private const string Namespaces =
        $$$"""
        # Prints the section, and keeps the process ids found in it.
        exec 4>&1
        pids=$(section containers sh -c "docker ps -aq --no-trunc | xargs -r docker inspect --type container -f '{{json .}}'" |
            awk '{ print | "cat >&4" } /"Running":true/ && match($0, /"Pid":[0-9]+/) { print substr($0, RSTART + 6, RLENGTH - 6) }')
        of_all() { for pid in {{{Self}}} $pids; do printf "/proc/$pid/%s " "$@"; done; }
        # grep exits with 1 if nothing listens, with 2 if a process has exited meanwhile.
        section listen sh -c 'grep -sH ":0000 0A " "$@"; [ $? -le 2 ]' sh $(of_all net/tcp net/tcp6)
        section stopped sh -c 'grep -ls "^State:.[Tt]" "$@"; [ $? -le 2 ]' sh $(of_all status)
        stat -L -c '%n net:[%i]' $(of_all ns/net) 2>/dev/null | while read -r path id; do
            pid=${path#/proc/} pid=${pid%%/*}
            mark "namespace $pid" "$id"
            # Containers may share a namespace, or run in the host's.
            case $seen in *"$id"*) continue ;; esac
            seen="$seen $id"
            [ "$pid" = {{{Self}}} ] && enter= || enter="nsenter -t $pid -n"
            section "ip $pid" $enter ip -json -details -force -batch - <<END
        {{{NetNamespace.IpCommands}}}
        END
            # More than the line of lo; where IPv6 is off the file is empty.
            { read -r _ && read -r _; } 2> /dev/null < "/proc/$pid/net/if_inet6" && section "ip6 $pid" $enter ip -6 -json route show
        done
        exit 0
        """;

    /// <summary>
    /// The script that prints the engine, its networks, the devices and forwarding entries of Swarm overlays, and the forwarding entries,
    /// firewall rules and forwarding settings of the host's own namespace.
    /// </summary>
    private const string EngineAndRules =
        $$$"""
        section engine docker version -f '{{.Server.Version}}'
        section networks sh -c "docker network ls -q --no-trunc | xargs -r docker network inspect -f '{{json .}}'"
        section fdb bridge -json fdb show
        for ns in /run/docker/netns/1-*; do
            [ -e "$ns" ] || continue
            mark "namespace $ns" "net:[$(stat -L -c %i "$ns")]"
            section "ip $ns" $(entering "$ns") ip -json -details -force -batch - <<END
        {{{NetNamespace.IpCommands}}}
        END
            section "fdb $ns" $(entering "$ns") bridge -json fdb show
        done
        case $(iptables --version 2>/dev/null) in
            *nf_tables*) rules() { nf_tables && iptables-save -c; } ;;
            *) rules() { iptables-save -c; } ;;
        esac
        section iptables rules
        section iptables-version iptables --version
        ! command -v nft >/dev/null || ! nf_tables 2>/dev/null || section nft nft list ruleset
        section sysctl sh -c 'cd /proc/sys/net && grep -s . ipv4/ip_forward ipv6/conf/all/forwarding \
            bridge/bridge-nf-call-ip*tables || [ $? = 2 ]'
        exit 0
        """;

    /// <summary>The two commands: containers and their namespaces, then the engine and the rules.</summary>
    public static readonly IReadOnlyList<HostCommand> Commands = [Probe(Namespaces), Probe(EngineAndRules)];

    /// <summary>Runs both commands.</summary>
    /// <param name="parallel">True to run both commands at the same time.</param>
    /// <returns>The output of the first command, then the output of the second command.</returns>
    /// <exception cref="HostUnreachableException">The host does not answer.</exception>
    public static async Task<ReadOnlyMemory<byte>> RunAsync(ICommandRunner host, bool parallel, CancellationToken cancellation)
    {
        var results = new List<Task<CommandResult>>();
        foreach (var command in Commands)
        {
            results.Add(host.RunAsync(command, cancellation));
            await (parallel ? Task.CompletedTask : results[^1]);
        }

        using var output = new MemoryStream();
        foreach (var result in await Task.WhenAll(results))
        {
            output.Write(result.OutputBytes.Span);
        }

        return output.ToArray();
    }

    private static HostCommand Probe(string script) =>
        HostCommand.Shell(Prelude + script).WithTimeout(TimeSpan.FromMinutes(1)) with { OnlyReads = true };
}
