using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Drops;

namespace ChatAspire.Network.Walk.Capture;

/// <summary>
/// The script that captures on a host while a walk runs. It is one command, whose output is a tar file with everything recorded.
/// </summary>
internal static class CaptureScript
{
    /// <summary>The directory of everything that walks place on a host, except nftables tables and LOG rules.</summary>
    public const string Directory = "/run/chatlab";

    /// <summary>The chain trace. This and the following constants name files in the tar file.</summary>
    public const string Chains = "chains.txt";

    /// <summary>The error messages about the chain trace.</summary>
    public const string ChainErrors = "chains.err";

    /// <summary>The time when all captures had started.</summary>
    public const string Begin = "begin";

    /// <summary>The time at which the capture ended. Packets that arrived before this time are still written afterwards.</summary>
    public const string End = "end";

    /// <summary>The host's current time; a file only in the output of <see cref="Tail"/>.</summary>
    public const string Now = "now";

    /// <summary>The LOG rules in iptables-save format with counters, each line prefixed with the rule's table.</summary>
    public const string LogRules = "log.rules";

    /// <summary>The lines that the LOG rules wrote to the kernel's log during the walk.</summary>
    public const string KernelLog = "log.kernel";

    /// <summary>The size limit of a capture in bytes. A capture that reaches it records no more.</summary>
    public const string MaxBytes = "bound";

    /// <summary>The error messages about the LOG rules and the kernel's log.</summary>
    public const string LogRulesErrors = "log.err";

    /// <summary>
    /// Not empty if the host is in the machine's initial network namespace, the only one with the sysctl nf_log_all_netns
    /// (net/netfilter/nf_log.c).
    /// </summary>
    public const string FirstNamespace = "log.first";

    /// <summary>
    /// A script that waits until all captures run. Arguments: the walk's folder, and the maximum number of seconds. Fails when the time is
    /// up, when the folder has been removed again, or when the SSH server that started the script is gone.
    /// </summary>
    public const string Ready =
        """
        left=$(($2 * 20)) began=
        while [ ! -e "$1/ready" ]; do
            left=$((left - 1))
            if [ -d "$1" ]; then began=1; elif [ -n "$began" ]; then exit 1; fi
            kill -0 $PPID 2>/dev/null && [ $left -gt 0 ] || exit 1
            sleep 0.05
        done
        """;

    /// <summary>
    /// A script that prints new parts of files. Arguments: the walk's folder, then the name and the offset of each file. For each file it
    /// prints a line with its name and a number of bytes, then that many bytes from the offset on, 4 MiB at most.
    /// </summary>
    public const string Tail =
        """
        cd "$1" || exit
        shift
        while [ $# -gt 0 ]; do
            if [ "$1" = now ]; then
                now=$(date +%s.%N)
                printf 'now %d\n%s' "${#now}" "$now"
            else
                count=$(($(stat -c %s "$1" 2>/dev/null || echo 0) - $2))
                [ "$count" -ge 0 ] || count=0
                [ "$count" -le 4194304 ] || count=4194304
                printf '%s %d\n' "$1" "$count"
                [ "$count" -eq 0 ] || tail -c "+$(($2 + 1))" "$1" | head -c "$count"
            fi
            shift 2
        done
        """;

    /// <summary>
    /// The script that captures. It ends when its input ends: this process closes the input, or the SSH server does when the connection is
    /// lost. If the script is killed, or the host is cut off from the network, a watchdog removes everything after expiry; if the result is
    /// already being sent, the watchdog first waits for the additional time to send it.
    /// </summary>
    /// <remarks>
    /// Arguments: id, seconds to capture, seconds until expiry, seconds to send the result, KiB per capture at most, nftables rules; the
    /// LOG rules, one per line (table, chain, rule); the listings that tcpdump is to print of the captures, one per line
    /// (name|options|filter); the maximum number of packets per listing; "batches" or nothing; the names of the namespaces whose drops are
    /// recorded, and the program that prints them (<see cref="DropScript"/>); then five arguments per capture: name, namespace or "self",
    /// device, "-p" or nothing, filter.
    /// </remarks>
    public static readonly string Text =
        DropScript.Functions +
        $$"""

        {{HostProbe.Entering}}
        id=$1 seconds=$2 expires=$3 sending=$4 size=$5 rules=$6 logs=$7 listings=$8 max=$9 batches=${10} spaces=${11}
        drops_program=${12}; shift 12
        table=chatlab-walk-$id dir=/run/chatlab/walk-$id
        umask 077
        # Captures yield to the traffic they observe; the buffers of tcpdump hold some seconds.
        renice -n 10 -p $$ > /dev/null 2>&1
        # Setup and clean-up stay on one processor; the captures may use all.
        all=$(taskset -p $$ | sed 's/.*: //')
        taskset -cp $(($(nproc) - 1)) $$ > /dev/null 2>&1
        # tcpdump receives packets once a second (the time-out of libpcap) unless it asks for every packet at once: then each
        # takes a slot of the largest size, and the kernel clears the whole buffer first, which the observed traffic feels.
        if [ -n "$batches" ]; then how='-B 2048 -U' rest=1.2; else how='-B 8192 --immediate-mode -U' rest=0.2; fi
        # The watchdog runs in a session of its own, as nobody's child and without our mark, so that whatever ends this command
        # does not end it. Its process id is that of its group.
        watchdog=$(env -u CHATLAB_RUN setsid sh -c 'echo $$; exec > /dev/null 2>&1
            sleep "$1"; [ ! -e "$3/end" ] || sleep "$4"
            [ ! -e "$3/remove" ] || exec sh "$3/remove" "$2" "$3"; rm -rf "$3"; rmdir /run/chatlab' \
            sh "$expires" "$table" "$dir" "$sending" </dev/null 2>/dev/null &)
        trap 'rm -rf "$dir"; rmdir /run/chatlab 2>/dev/null; kill -- -$watchdog 2>/dev/null' EXIT
        trap 'exit 143' INT TERM HUP PIPE
        mkdir -p "$dir" || exit
        cat > "$dir/remove" <<'END' || exit
        trap '' INT TERM HUP PIPE
        rm -f "$2/tracing"
        kill $(cat "$2"/*.pid 2>/dev/null) 2>/dev/null
        {{DropScript.Remove}}
        for family in ip inet; do nft delete table $family "$1" 2>/dev/null; done
        # Deletes the rules exactly as they were added, and only those with the walk's comment.
        [ ! -e "$2/logs" ] || for table in nat filter; do
            placed=$(iptables-save -t $table | grep -F -- "$1" | sed 's/^-A/-D/')
            [ -z "$placed" ] || printf '*%s\n%s\nCOMMIT\n' $table "$placed" | iptables-restore -w -n
        done
        rm -rf "$2"
        rmdir /run/chatlab 2>/dev/null
        END
        trap 'trap "" INT TERM HUP PIPE; sh "$dir/remove" "$table" "$dir"; kill -- -$watchdog 2>/dev/null' EXIT

        # All captures and the chain trace together take at most half of the free space: /run is often small and in memory.
        share=$(($(df -Pk "$dir" | awk 'NR == 2 { print $4 }') / 2 / ($# / 5 + 1)))
        [ "$share" -ge 64 ] || { echo "$dir has no room for captures: $share KiB per device" >&2; exit 1; }
        [ "$share" -ge "$size" ] || size=$share
        # A file at its limit takes no more. The signal is ignored, because it would kill the writer and could leave a core file.
        trap '' XFSZ
        ulimit -f $((size * 2))
        echo $((size * 1024)) > "$dir/bound"

        if [ -n "$rules" ]; then
            if ! command -v nft >/dev/null; then echo "nft is not installed" > "$dir/chains.err"
            elif [ -e /proc/modules ] && [ ! -d /sys/module/nf_tables ] && ! grep -qsw nft_do_chain /proc/kallsyms; then
                echo "nf_tables is not loaded, and a walk loads no kernel module" > "$dir/chains.err"
            elif ! command -v xtables-monitor >/dev/null; then echo "xtables-monitor is not installed" > "$dir/chains.err"
            else
                # Line-buffered, because a buffer's content would be lost when the monitor is ended. It exits if it cannot
                # keep up, and is then restarted.
                : > "$dir/tracing"
                while [ -e "$dir/tracing" ]; do
                    stdbuf -oL xtables-monitor --trace >> "$dir/chains.txt" 2>> "$dir/chains.err" </dev/null &
                    echo $! > "$dir/chains.pid"
                    wait $!
                    sleep 0.2
                done &
                tracing=$!
                printf '%s\n' "$rules" | nft -f - 2>> "$dir/chains.err"
            fi
        fi
        if [ -n "$logs" ]; then
            : > "$dir/logs"
            last=$(dmesg 2> "$dir/log.err" | tail -n 1)
            printf '%s\n' "$logs" | while read -r where chain rule; do
                # Not into a missing table: iptables would create it, and it would remain.
                iptables-save -t "$where" | grep -q "^:$chain " || continue
                printf '*%s\n-I %s 1 %s\nCOMMIT\n' "$where" "$chain" "$rule" | iptables-restore -w -n 2>> "$dir/log.err"
            done
        fi
        while [ $# -gt 0 ]; do
            name=$1 enter=$(entering "$2") device=$3 mode=$4 filter=$5; shift 5
            $enter tcpdump -i "$device" -n $mode -Z root $how --time-stamp-precision=nano -w - "$filter" \
                > "$dir/$name.pcap" 2> "$dir/$name.err" </dev/null &
            echo $! > "$dir/$name.pid"
        done
        for _ in $(seq 100); do
            waiting=
            for err in "$dir"/p*.err; do
                [ -e "$err" ] || continue
                grep -q 'listening on' "$err" || ! kill -0 "$(cat "${err%.err}.pid")" 2>/dev/null || waiting=1
            done
            [ -n "$waiting" ] || break
            sleep 0.05
        done
        [ -z "$spaces" ] || drops_begin
        for pid in $(cat "$dir"/*.pid 2>/dev/null); do taskset -p $all "$pid" > /dev/null 2>&1; done
        date +%s.%N > "$dir/begin"
        : > "$dir/ready"

        timeout "$seconds" cat > /dev/null
        # Packets sent before are followed to the end of their path. tcpdump would lose what the kernel still buffers for it.
        date +%s.%N > "$dir/end"
        sleep $rest
        # Not SIGINT, which background commands of a shell ignore.
        rm -f "$dir/tracing"
        [ -z "$spaces" ] || drops_end
        kill $(cat "$dir"/*.pid 2>/dev/null) 2>/dev/null
        for pid in $tracing $(cat "$dir"/p*.pid 2>/dev/null); do wait "$pid"; done
        rm -f "$dir"/*.pid
        if [ -n "$logs" ]; then
            for where in nat filter; do iptables-save -c -t $where | grep -F -- "$table" | sed "s/^/$where /"; done > "$dir/log.rules"
            dmesg > "$dir/dmesg" 2> /dev/null
            # The lines after the one that was last when the walk began; all lines if that one is gone from the kernel's buffer.
            seen=$(grep -nFx -- "$last" "$dir/dmesg" | tail -n 1 | cut -d: -f1)
            tail -n "+$((${seen:-0} + 1))" "$dir/dmesg" \
                | grep -e ' PREROUTING: ' -e ' NAT DOCKER: ' -e ' POSTROUTING: ' -e ' FORWARD: ' -e ' FILTER DOCKER: ' > "$dir/log.kernel"
            rm -f "$dir/dmesg"
            [ ! -e /proc/sys/net/netfilter/nf_log_all_netns ] || echo yes > "$dir/log.first"
            number=0
            printf '%s\n' "$listings" | while IFS='|' read -r name options filter; do
                tcpdump -Z root -r "$dir/$name.pcap" -c "$max" $options "$filter" > "$dir/listing.$number" 2>/dev/null
                number=$((number + 1))
            done
        fi
        tar -C "$dir" -cf - .
        """;

    /// <summary>Returns the folder of one walk.</summary>
    public static string Folder(string id) => $"{Directory}/walk-{id}";

    /// <summary>Returns the name of the file with a listing that tcpdump printed of a capture.</summary>
    public static string Listing(int index) => $"listing.{index}";
}
