using ChatAspire.Provisioner.Remote;

namespace ChatAspire.Provisioner.Map;

/// <summary>
/// The one command that prints all that a map is made of, a marked section a tool: one round trip, however many containers a
/// host has. It changes nothing, and a tool that fails or is missing costs its own section only.
/// </summary>
internal static class HostProbe
{
    /// <summary>The suffix of sections about the host's own namespace; containers' have their process's number.</summary>
    public const string Self = "self";

    /// <summary>Before the first line of a section, and after its last.</summary>
    public const string Mark = "##chatlab ";

    public static readonly Command Command = Remote.Command.Shell(
        $$$"""
        section() {
            printf '\n{{{Mark}}}begin %s\n' "$1"; shift
            { err=$("$@" 2>&1 >&3 3>&-); } 3>&1
            code=$?
            [ -z "$err" ] || err=$(printf %s "$err" | tr '\n' ' ')
            printf '\n{{{Mark}}}end %s %s\n' "$code" "$err"
        }
        # A section of what the shell knows itself.
        mark() { printf '\n{{{Mark}}}begin %s\n%s\n\n{{{Mark}}}end 0 \n' "$1" "$2"; }
        # $1: what the sections are called, then what enters the namespace. One program for three questions: with 50 containers each start counts.
        namespace() {
            name=$1; shift
            section "ip $name" "$@" {{{string.Join(' ', NetNamespace.IpBatch)}}} <<END
        {{{NetNamespace.IpQuestions}}}
        END
            section "listen $name" "$@" {{{string.Join(' ', Listener.ShowAll)}}}
        }
        PATH=$PATH:/usr/sbin:/sbin
        # Looking waits for what is looked at.
        renice -n 10 -p $$ > /dev/null 2>&1
        section engine docker version -f '{{.Server.Version}}'
        section containers sh -c "docker ps -aq --no-trunc | xargs -r docker inspect --type container -f '{{json .}}'"
        section networks sh -c "docker network ls -q --no-trunc | xargs -r docker network inspect -f '{{json .}}'"
        section fdb {{{string.Join(' ', FdbEntry.ShowAll)}}}
        section iptables iptables-save -c
        section iptables-version iptables --version
        ! command -v nft >/dev/null || section nft nft list ruleset
        section sysctl sh -c 'grep -s . /proc/sys/net/ipv4/ip_forward /proc/sys/net/bridge/bridge-nf-call-iptables || [ $? = 2 ]'
        seen=$(readlink /proc/self/ns/net)
        mark "namespace {{{Self}}}" "$seen"
        namespace {{{Self}}}
        for pid in $(docker ps -q | xargs -r docker inspect --type container -f '{{.State.Pid}}'); do
            ns=$(readlink "/proc/$pid/ns/net") || continue
            mark "namespace $pid" "$ns"
            # Containers may share one, or live in the host's.
            case $seen in *"$ns"*) continue ;; esac
            seen="$seen $ns"
            namespace "$pid" nsenter -t "$pid" -n
        done
        exit 0
        """).Within(TimeSpan.FromMinutes(1));
}
