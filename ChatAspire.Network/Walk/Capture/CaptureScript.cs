namespace ChatAspire.Network.Walk.Capture;

/// <summary>What listens on a host while a walk lasts. Runs there as one command; its output is a tar file of what was seen.</summary>
internal static class CaptureScript
{
    /// <summary>Begins the name of a walk's own nftables table; the walk's id ends it.</summary>
    public const string TablePrefix = "chatlab-walk-";

    /// <summary>Everything of a walk on a host is below here, or in its table.</summary>
    public const string Directory = "/run/chatlab";

    /// <summary>Of this walk.</summary>
    public static string Folder(string id) => $"{Directory}/walk-{id}";

    /// <summary>Arguments: the walk's folder, seconds. Ends once all listeners listen; or when the time is up, or the SSH server that began it is gone, and we with it.</summary>
    public const string Ready =
        """
        left=$(($2 * 20))
        while [ ! -e "$1/ready" ]; do
            left=$((left - 1))
            kill -0 $PPID 2>/dev/null && [ $left -gt 0 ] || exit 1
            sleep 0.05
        done
        """;

    /// <summary>The chains' file in the tar file.</summary>
    public const string Chains = "chains.txt";

    /// <summary>The LOG rules as iptables-save has them, after their table's name, with counters.</summary>
    public const string BookRules = "book.rules";

    /// <summary>The kernel's lines.</summary>
    public const string BookLog = "book.log";

    /// <summary>Of how many bytes a capture may be; with them it ends.</summary>
    public const string Bound = "bound";

    /// <summary>What could not be placed or read, and why.</summary>
    public const string BookErrors = "book.err";

    /// <summary>Not empty where the host has the machine's own network namespace: only there the file exists (kernel: net/netfilter/nf_log.c).</summary>
    public const string BookNamespace = "book.first";

    /// <summary>What tcpdump printed of a capture.</summary>
    public static string Reading(int index) => $"book.{index}";

    /// <summary>
    /// Arguments: id, seconds to listen, seconds to exist, those to send what was seen, KiB of a capture at most, nftables rules; the LOG rules, a line each (table, chain, rule), and what tcpdump is to print
    /// of the captures, a line each (name|options|filter), and of how many packets at most; "batches" or nothing; then four for each listener: name, process or "-", device, filter.
    /// It ends when its input does: closed by us, or by the SSH server when we are gone. Killed hard, or cut off from
    /// the network, it is outlived by a watchdog that takes everything away when the time is up: that to send, too, where it has come to that.
    /// </summary>
    public const string Text =
        """
        id=$1 seconds=$2 expires=$3 sending=$4 size=$5 rules=$6 book=$7 readings=$8 most=$9 batches=${10}; shift 10
        table=chatlab-walk-$id dir=/run/chatlab/walk-$id
        umask 077
        # What listens waits for what is listened to; tcpdump's buffers hold some seconds.
        renice -n 10 -p $$ > /dev/null 2>&1
        # Getting ready and putting together leaves the other processors alone; what listens may use them all.
        all=$(taskset -p $$ | sed 's/.*: //')
        taskset -cp $(($(nproc) - 1)) $$ > /dev/null 2>&1
        # tcpdump asks the kernel for what it has once a second (libpcap's time-out), unless it is given every packet at once:
        # then each has a place of the largest size. The kernel clears the buffer first, and what is followed feels that.
        if [ -n "$batches" ]; then how='-B 2048' rest=1.2; else how='-B 8192 --immediate-mode -U' rest=0.2; fi
        mkdir -p "$dir" || exit
        cat > "$dir/remove" <<'END' || { rm -rf "$dir"; exit 1; }
        trap '' INT TERM HUP PIPE
        rm -f "$2/tracing"
        kill $(cat "$2"/*.pid 2>/dev/null) 2>/dev/null
        nft delete table ip "$1" 2>/dev/null
        # Just as they were written, and only those with the walk's comment.
        [ ! -e "$2/book" ] || for table in nat filter; do
            taken=$(iptables-save -t $table | grep -F -- "$1" | sed 's/^-A/-D/')
            [ -z "$taken" ] || printf '*%s\n%s\nCOMMIT\n' $table "$taken" | iptables-restore -w -n
        done
        rm -rf "$2"
        rmdir /run/chatlab 2>/dev/null
        END
        # Not marked as ours, and in a session of its own: what ends this command must not end it.
        env -u CHATLAB_RUN setsid sh -c 'sleep "$1"; [ ! -e "$3/end" ] || sleep "$4"; exec sh "$3/remove" "$2" "$3"' sh "$expires" "$table" "$dir" "$sending" \
            </dev/null >/dev/null 2>&1 &
        watchdog=$!
        trap 'trap "" INT TERM HUP PIPE; sh "$dir/remove" "$table" "$dir"; kill -- -$watchdog 2>/dev/null' EXIT
        trap 'exit 143' INT TERM HUP PIPE

        # All captures and the chains together take half of what is free at most: /run is often small, and in memory.
        share=$(($(df -Pk "$dir" | awk 'NR == 2 { print $4 }') / 2 / ($# / 4 + 1)))
        [ "$share" -ge 64 ] || { echo "$dir has no room for what is to be captured: $share KiB for a device" >&2; exit 1; }
        [ "$share" -ge "$size" ] || size=$share
        # What is full takes no more, and nobody is killed: a signal could leave a core file.
        trap '' XFSZ
        ulimit -f $((size * 2))
        echo $((size * 1024)) > "$dir/bound"

        if [ -n "$rules" ]; then
            if ! command -v nft >/dev/null; then echo "nft is not installed" > "$dir/chains.err"
            elif ! command -v xtables-monitor >/dev/null; then echo "xtables-monitor is not installed" > "$dir/chains.err"
            else
                # A line at a time: what is still in a buffer when it is ended would be lost. Where it does not keep up, it ends: again, then.
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
        if [ -n "$book" ]; then
            : > "$dir/book"
            mark=$(dmesg 2> "$dir/book.err" | tail -n 1)
            printf '%s\n' "$book" | while read -r where chain rule; do
                # Not into a table that is not there: iptables would make it, and it would stay.
                iptables-save -t "$where" | grep -q "^:$chain " || continue
                printf '*%s\n-I %s 1 %s\nCOMMIT\n' "$where" "$chain" "$rule" | iptables-restore -w -n 2>> "$dir/book.err"
            done
        fi
        while [ $# -gt 0 ]; do
            name=$1 pid=$2 device=$3 filter=$4; shift 4
            enter="nsenter -t $pid -n"
            [ "$pid" != - ] || enter=
            $enter tcpdump -i "$device" -n -Z root $how --time-stamp-precision=nano -w - "$filter" \
                > "$dir/$name.pcap" 2> "$dir/$name.err" </dev/null &
            echo $! > "$dir/$name.pid"
        done
        for _ in $(seq 100); do
            waiting=
            for err in "$dir"/p*.err; do
                grep -q 'listening on' "$err" || ! kill -0 "$(cat "${err%.err}.pid")" 2>/dev/null || waiting=1
            done
            [ -n "$waiting" ] || break
            sleep 0.05
        done
        for pid in $(cat "$dir"/*.pid); do taskset -p $all "$pid" > /dev/null 2>&1; done
        date +%s.%N > "$dir/begin"
        : > "$dir/ready"

        timeout "$seconds" cat > /dev/null
        # What set out before is still followed to its end, and what the kernel still keeps when tcpdump is ended would be lost.
        date +%s.%N > "$dir/end"
        sleep $rest
        # Not INT: a shell's background commands ignore it.
        rm -f "$dir/tracing"
        kill $(cat "$dir"/*.pid) 2>/dev/null
        for pid in $tracing $(cat "$dir"/p*.pid); do wait "$pid"; done
        rm -f "$dir"/*.pid
        if [ -n "$book" ]; then
            for where in nat filter; do iptables-save -c -t $where | grep -F -- "$table" | sed "s/^/$where /"; done > "$dir/book.rules"
            dmesg > "$dir/dmesg" 2> /dev/null
            # From after the line that was the last when the walk began; all, where that has been pushed out.
            seen=$(grep -nFx -- "$mark" "$dir/dmesg" | tail -n 1 | cut -d: -f1)
            tail -n "+$((${seen:-0} + 1))" "$dir/dmesg" | grep -e ' PREROUTING: ' -e ' NAT DOCKER: ' -e ' POSTROUTING: ' -e ' FORWARD: ' -e ' FILTER DOCKER: ' > "$dir/book.log"
            rm -f "$dir/dmesg"
            [ ! -e /proc/sys/net/netfilter/nf_log_all_netns ] || echo yes > "$dir/book.first"
            number=0
            printf '%s\n' "$readings" | while IFS='|' read -r name options filter; do
                tcpdump -Z root -r "$dir/$name.pcap" -c "$most" $options "$filter" > "$dir/book.$number" 2>/dev/null
                number=$((number + 1))
            done
        fi
        tar -C "$dir" -cf - .
        """;
}
