using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Inspection;

/// <summary>
/// The commands that print all that a map is made of, a marked section a tool: two, which may run side by side, however many containers
/// a host has. They change nothing, and a tool that fails or is missing costs its own section only.
/// </summary>
internal static class HostProbe
{
    /// <summary>The suffix of sections about the host's own namespace; containers' have their process's number.</summary>
    public const string Self = "self";

    /// <summary>Before the first line of a section, and after its last.</summary>
    public const string SectionMarker = "##chatlab ";

    private const string Prelude =
        $$$"""
        section() {
            printf '\n{{{SectionMarker}}}begin %s\n' "$1"; shift
            { err=$("$@" 2>&1 >&3 3>&-); } 3>&1
            code=$?
            [ -z "$err" ] || err=$(printf %s "$err" | tr '\n' ' ')
            printf '\n{{{SectionMarker}}}end %s %s\n' "$code" "$err"
        }
        # A section of what the shell knows itself.
        mark() { printf '\n{{{SectionMarker}}}begin %s\n%s\n\n{{{SectionMarker}}}end 0 \n' "$1" "$2"; }
        PATH=$PATH:/usr/sbin:/sbin
        # Looking waits for what is looked at.
        renice -n 10 -p $$ > /dev/null 2>&1

        """;

    /// <summary>The containers, and every network namespace. With 50 containers each program started counts, and docker most of all.</summary>
    private const string Namespaces =
        $$$"""
        # Passed on, and the processes in it kept.
        exec 4>&1
        pids=$(section containers sh -c "docker ps -aq --no-trunc | xargs -r docker inspect --type container -f '{{json .}}'" |
            awk '{ print | "cat >&4" } /"Running":true/ && match($0, /"Pid":[0-9]+/) { print substr($0, RSTART + 6, RLENGTH - 6) }')
        of_all() { for pid in {{{Self}}} $pids; do printf "/proc/$pid/%s " "$@"; done; }
        # It is 1 where nobody listens, 2 where a process has ended meanwhile.
        section listen sh -c 'grep -sH ":0000 0A " "$@"; [ $? -le 2 ]' sh $(of_all net/tcp net/tcp6)
        stat -L -c '%n net:[%i]' $(of_all ns/net) 2>/dev/null | while read -r path id; do
            pid=${path#/proc/} pid=${pid%%/*}
            mark "namespace $pid" "$id"
            # Containers may share one, or live in the host's.
            case $seen in *"$id"*) continue ;; esac
            seen="$seen $id"
            [ "$pid" = {{{Self}}} ] && enter= || enter="nsenter -t $pid -n"
            section "ip $pid" $enter ip -json -details -force -batch - <<END
        {{{NetNamespace.IpCommands}}}
        END
        done
        exit 0
        """;

    /// <summary>The engine, its networks, and what the host's own namespace does with frames and packets.</summary>
    private const string EngineAndRules =
        """
        section engine docker version -f '{{.Server.Version}}'
        section networks sh -c "docker network ls -q --no-trunc | xargs -r docker network inspect -f '{{json .}}'"
        section fdb bridge -json fdb show
        section iptables iptables-save -c
        section iptables-version iptables --version
        ! command -v nft >/dev/null || section nft nft list ruleset
        section sysctl sh -c 'grep -s . /proc/sys/net/ipv4/ip_forward /proc/sys/net/bridge/bridge-nf-call-iptables || [ $? = 2 ]'
        exit 0
        """;

    public static readonly IReadOnlyList<HostCommand> Commands = [.. new[] { Namespaces, EngineAndRules }.Select(script => HostCommand.Shell(Prelude + script).WithTimeout(TimeSpan.FromMinutes(1)))];

    /// <summary>What they print.</summary>
    /// <param name="sideBySide">Both commands at once.</param>
    /// <exception cref="HostUnreachableException">The host does not answer.</exception>
    public static async Task<ReadOnlyMemory<byte>> RunAsync(ICommandRunner host, bool sideBySide, CancellationToken cancellation)
    {
        var asked = new List<Task<CommandResult>>();
        foreach (var command in Commands)
        {
            asked.Add(host.RunAsync(command, cancellation));
            await (sideBySide ? Task.CompletedTask : asked[^1]);
        }

        using var output = new MemoryStream();
        foreach (var result in await Task.WhenAll(asked))
        {
            output.Write(result.OutputBytes.Span);
        }

        return output.ToArray();
    }
}
