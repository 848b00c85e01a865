using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Lessons;

/// <summary>
/// Builds the shell scripts of a lesson. Commands run as the chapter prints them; shell functions only label everything the commands
/// create, so that it can be found and removed, and replace options that need a terminal.
/// </summary>
internal sealed class LessonShell(LabSpec spec)
{
    /// <summary>The label, comment or alias of everything a lesson creates; nothing that belongs to the lab has it.</summary>
    private readonly string _mark = $"chatlab.lesson={spec.Name}";

    /// <summary>The directory on a host for the listeners' output and PIDs.</summary>
    private const string Listeners = "/run/chatlab-lesson";

    /// <summary>The longest time a listener runs, even if this program is killed.</summary>
    private const int ListenerSeconds = 60;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    // grep and tcpdump flush each line, even into a pipe. sudo only runs its arguments, because every command of a lab runs as root.
    // docker exec gets -t without -i, because -i needs a terminal on this side.
    private const string Functions =
        """
        sudo() { "$@"; }
        docker() {
            case "$1 $2" in
                "run "*) shift; command docker run --label "$lab" --label "$mark" "$@" ;;
                "build "*) shift; command docker build --label "$lab" --label "$mark" "$@" ;;
                "network create") shift 2; command docker network create --label "$lab" --label "$mark" "$@" ;;
                "exec -ti") shift 2; command docker exec -t "$@" ;;
                *) command docker "$@" ;;
            esac
        }
        iptables() {
            case " $* " in
                *" -I "*) command iptables -w "$@" -m comment --comment "$mark" ;;
                *) command iptables -w "$@" ;;
            esac
        }
        ip() {
            case "$1 $2" in
                "link add") command ip "$@" && command ip link set "$3" alias "$mark" ;;
                *) command ip "$@" ;;
            esac
        }
        tcpdump() { command tcpdump -l --immediate-mode "$@"; }
        grep() { command grep --line-buffered "$@"; }

        """;

    private string Prelude => $"lab={ShellQuote.Word(LabLabel.Of(spec))} mark={ShellQuote.Word(_mark)}\n{Functions}";

    /// <summary>Builds a command that runs a script to its end.</summary>
    public HostCommand Run(string script) => HostCommand.Shell(Prelude + script).WithTimeout(Limit);

    /// <summary>Builds a command that polls a shell condition every 0.1 s, up to 100 times, and fails if it never holds.</summary>
    public HostCommand Await(string condition) => HostCommand.Shell(
        $"{Prelude}for _ in $(seq 100); do if {condition}; then exit 0; fi; sleep 0.1; done; exit 1").WithTimeout(Limit);

    /// <summary>Builds a command that starts a listener in the background and awaits that it is ready; fails after about 10 s.</summary>
    /// <param name="name">The name for <see cref="StopListening"/>.</param>
    /// <param name="ready"><see cref="Listening.Ready"/>.</param>
    public HostCommand Listen(string name, string script, string ready) => HostCommand.Shell(
        $$"""
        mkdir -p "$1"
        out=$1/out
        setsid timeout {{ListenerSeconds}} sh -c "$2" </dev/null >"$out" 2>&1 &
        echo $! >"$1/pid"
        for _ in $(seq 100); do if {{ready}}; then exit 0; fi; sleep 0.1; done
        cat "$out" >&2
        exit 1
        """,
        $"{Listeners}/{name}", Prelude + script).WithTimeout(Limit);

    /// <summary>
    /// Builds a command that waits until a listener's output matches and has stopped growing, ends the listener, and prints the output. It
    /// fails if the output does not match within about 10 s.
    /// </summary>
    /// <param name="until"><see cref="Listening.Until"/>.</param>
    public static HostCommand StopListening(string name, string until) => HostCommand.Shell(
        """
        out=$1/out
        for _ in $(seq 100); do if grep -Eq "$2" "$out"; then break; fi; sleep 0.1; done
        while before=$(wc -c <"$out"); sleep 0.5; [ "$before" != "$(wc -c <"$out")" ]; do :; done
        pid=$(cat "$1/pid")
        kill -TERM "-$pid" 2>/dev/null
        for _ in $(seq 50); do kill -0 "-$pid" 2>/dev/null || break; sleep 0.1; done
        cat "$out"
        grep -Eq "$2" "$out"
        heard=$?
        rm -r "$1"
        exit $heard
        """,
        $"{Listeners}/{name}", until).WithTimeout(Limit);

    /// <summary>
    /// Builds a command that removes everything lessons of this lab created, and nothing else. A failed removal does not prevent the next
    /// removals; the output has one line for each container that blocks a removal.
    /// </summary>
    public HostCommand Clean() => HostCommand.Shell(
        """
        mark=$1 code=0
        for pid in $(cat "$2"/*/pid 2>/dev/null); do kill -TERM "-$pid" 2>/dev/null; done
        rm -rf "$2" || code=1
        containers=$(docker ps -aq --filter "label=$mark") || code=1
        [ -z "$containers" ] || docker rm -f $containers >/dev/null || code=1
        networks=$(docker network ls --filter "label=$mark" --format '{{.Name}}') || code=1
        for network in $networks; do
            docker network rm "$network" >/dev/null && continue
            code=1
            docker network inspect -f '{{range .Containers}}{{printf "container %s is in the network %s\n" .Name $.Name}}{{end}}' "$network"
        done
        images=$(docker images -q --filter "label=$mark") || code=1
        for image in $(printf '%s\n' $images | sort -u); do
            docker rmi -f "$image" >/dev/null && continue
            code=1
            docker ps --filter "ancestor=$image" --format 'container {{.Names}} runs an image of a lesson'
        done
        grep -lsx "$mark" /sys/class/net/*/ifalias | cut -d/ -f5 | xargs -rn1 ip link delete || code=1
        for table in raw nat filter; do
            # -A PREROUTING -m comment --comment "chatlab.lesson=chatlab" -j LOG --log-prefix "PREROUTING: "
            iptables-save -t $table | grep -E -- "--comment \"?$mark\"?( |\$)" | sed 's/^-A/-D/' \
                | xargs -rL1 iptables -w -t $table || code=1
        done
        # The name of a namespace whose container has ended is a broken link.
        [ ! -d /var/run/netns ] || find /var/run/netns -xtype l -delete || code=1
        rmdir /var/run/netns 2>/dev/null
        exit $code
        """,
        _mark, Listeners).WithTimeout(Limit);

    /// <summary>Builds a command that prints one line for each name in use: "container test-a".</summary>
    public static HostCommand FindInUse(LessonNames names) => HostCommand.Shell(
        """
        look() {
            what=$1; shift
            for name in "$@"; do
                case $what in
                    device) ip link show "$name" ;;
                    namespace) ls "/var/run/netns/$name" ;;
                    *) docker inspect --type "$what" "$name" ;;
                esac >/dev/null 2>&1 && echo "$what $name"
            done
        }
        look container $1
        look network $2
        look image $3
        look device $4
        look namespace $5
        true
        """,
        [.. new[] { names.Containers, names.Networks, names.Images, names.Devices, names.Namespaces }.Select(kind =>
            string.Join(' ', kind))]);
}
