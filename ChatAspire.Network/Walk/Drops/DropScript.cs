namespace ChatAspire.Network.Walk.Drops;

/// <summary>
/// The part of a capture script that records the packets that the kernel drops: with bpftrace where it can run, otherwise with an instance
/// of tracefs. tracefs is mounted in a private mount namespace, and an instance has a buffer of its own, so the host's mounts and trace
/// buffer stay as they are.
/// </summary>
internal static class DropScript
{
    /// <summary>The file with the boot id of the host's kernel, which hosts that share a kernel have in common.</summary>
    public const string Kernel = "drops.kernel";

    /// <summary>The file with the observed network namespaces: name and inode, one namespace per line.</summary>
    public const string Spaces = "drops.spaces";

    /// <summary>The file with the format of the tracepoint, which contains the name of each reason's number.</summary>
    public const string Format = "drops.format";

    /// <summary>The file with the reason why no drops are recorded; empty or missing if they are.</summary>
    public const string Skip = "drops.skip";

    /// <summary>The file with the output of bpftrace.</summary>
    public const string Bpftrace = "drops.bpftrace";

    /// <summary>The file with the error messages of bpftrace, or the reason why it does not run.</summary>
    public const string BpftraceErrors = "drops.bpftrace.err";

    /// <summary>The file with the trace of the tracefs instance.</summary>
    public const string Tracefs = "drops.trace";

    /// <summary>
    /// The shell command that mounts tracefs unless it is mounted already, because a second mount fails. Run it in a private mount
    /// namespace.
    /// </summary>
    public const string Mount = "{ [ -e /sys/kernel/tracing/events ] || mount -t tracefs tracefs /sys/kernel/tracing; }";

    /// <summary>The beginning of the program's probe; the filter follows, between slashes.</summary>
    private const string Probe = "tracepoint:skb:kfree_skb /";

    /// <summary>The placeholder in <see cref="Program"/> for the condition that selects the namespaces.</summary>
    private const string Condition = "NAMESPACES";

    /// <summary>The maximum number of drops that bpftrace prints before it exits: a busy host drops more than a walk needs.</summary>
    private const int MaxDrops = 5000;

    /// <summary>
    /// Returns the bpftrace program, which the script expects in <c>drops_program</c>. A packet has no device in OUTPUT chains, nor after
    /// TCP has received it; its namespace is then that of its socket. The printed bytes, at most 96, begin at the outermost network header
    /// and reach to a TCP header inside a tunnel (20 + 8 + 8 + 14 + 20 + 20, and options).
    /// </summary>
    /// <param name="isIpv6">True to print IPv6 packets, false for IPv4 and ARP; other protocols would be noise.</param>
    // 4026532178 12 nft_do_chain eth0 800 \x45\x00\x00\x3c…
    public static string Program(bool isIpv6) =>
        $$"""
        BEGIN { printf("attached\n"); @n = 0; }
        {{Probe}}{{(isIpv6 ? "args->protocol == 0x86dd" : "args->protocol == 0x800 || args->protocol == 0x806")}}/ {
            $skb = (struct sk_buff *)args->skbaddr;
            $ns = $skb->dev->nd_net.net->ns.inum;
            if ($ns == 0) { $ns = $skb->sk->__sk_common.skc_net.net->ns.inum; }
            if ($ns == 0) { $ns = ((struct sock *)args->rx_sk)->__sk_common.skc_net.net->ns.inum; }
            if ({{Condition}}) {
                @n = @n + 1;
                if (@n > {{MaxDrops}}) { printf("full\n"); exit(); }
                $length = (uint64)$skb->tail - (uint64)$skb->network_header;
                printf("%u %d %s %s %x %rx\n", $ns, args->reason, ksym(args->location), $skb->dev->name, args->protocol,
                    buf($skb->head + $skb->network_header, $length > 96 ? 96 : $length));
            }
        }
        interval:s:LIFETIME { exit(); }
        END { clear(@n); }
        """;

    /// <summary>
    /// The shell functions <c>drops_begin</c> and <c>drops_end</c>, which start and stop the recording, for a script that has set
    /// <c>dir</c>, <c>table</c>, <c>expires</c> (in seconds), <c>all</c> (the mask of all processors), <c>spaces</c> (the names of the
    /// namespaces to observe) and <c>drops_program</c>.
    /// </summary>
    public static readonly string Functions =
        $$$"""
        # Runs a command in the root of tracefs, in a mount namespace of its own: the host's mounts stay as they are.
        in_tracefs() {
            unshare -m --propagation private sh -c '{{{Mount}}} && cd /sys/kernel/tracing && '"$1" \
                sh "$dir" "$instance"
        }
        drops_begin() {
            cat /proc/sys/kernel/random/boot_id > "$dir/{{{Kernel}}}"
            # Hosts that are containers share a kernel, and so the names of its instances.
            instance=$table-$(stat -L -c %i /proc/self/ns/net)
            wanted=
            for space in $spaces; do
                case $space in /*) file=$space ;; *) file=/proc/$space/ns/net ;; esac
                inode=$(stat -L -c %i "$file" 2>/dev/null) || continue
                echo "$space $inode" >> "$dir/{{{Spaces}}}"
                wanted="$wanted${wanted:+ || }\$ns == $inode"
            done
            if ! grep -qw tracefs /proc/filesystems; then
                echo 'the kernel has no tracefs, and a walk loads no kernel module' > "$dir/{{{Skip}}}"
                return
            fi
            if ! in_tracefs 'cat events/skb/kfree_skb/format' > "$dir/{{{Format}}}" 2> "$dir/{{{Skip}}}"; then return; fi
            if ! grep -q ' reason;' "$dir/{{{Format}}}"; then
                echo 'the kernel is older than 5.17: it gives no reason' > "$dir/{{{Skip}}}"
                return
            fi
            : > "$dir/{{{Skip}}}"
            if ! command -v bpftrace > /dev/null; then echo 'bpftrace is not installed' > "$dir/{{{BpftraceErrors}}}"
            elif [ ! -r /sys/kernel/btf/vmlinux ]; then echo 'the kernel has no BTF' > "$dir/{{{BpftraceErrors}}}"
            else
                printf '%s\n' "$drops_program" | sed "s/{{{Condition}}}/$wanted/; s/LIFETIME/$expires/" > "$dir/drops.bt"
                grep -q ' rx_sk;' "$dir/{{{Format}}}" || sed -i '/rx_sk/d' "$dir/drops.bt"
                # The second variable is the name of the first since bpftrace 0.20.
                BPFTRACE_STRLEN=128 BPFTRACE_MAX_STRLEN=128 unshare -m --propagation private sh -c '
                    {{{Mount}}} && exec bpftrace -B line "$1"' sh "$dir/drops.bt" \
                    > "$dir/{{{Bpftrace}}}" 2> "$dir/{{{BpftraceErrors}}}" </dev/null &
                drops=$!
                echo $drops > "$dir/drops.pid"
                taskset -p "$all" $drops > /dev/null 2>&1
                for _ in $(seq 80); do
                    ! grep -q '^attached$' "$dir/{{{Bpftrace}}}" || return 0
                    kill -0 $drops 2>/dev/null || break
                    sleep 0.05
                done
                # While it attaches, it does not listen to other signals.
                kill -KILL $drops 2>/dev/null
                wait $drops
                rm -f "$dir/drops.pid"
                drops=
            fi
            echo "$instance" > "$dir/instance"
            # The filter of the program, in the words of tracefs.
            protocols=$(printf '%s\n' "$drops_program" | sed -n 's/args->//g; s,^{{{Probe}}}\(.*\)/ {$,\1,p')
            in_tracefs 'mkdir "instances/$2" && cd "instances/$2" && echo 128 > buffer_size_kb &&
                echo "'"$protocols"'" > events/skb/kfree_skb/filter &&
                echo 1 > events/skb/kfree_skb/enable' 2> "$dir/{{{Skip}}}"
        }
        drops_end() {
            if [ -n "$drops" ]; then
                # A signal that comes while it attaches is lost.
                for _ in $(seq 60); do
                    case $(sed -n 's/^State:.//p' "/proc/$drops/status" 2>/dev/null) in '' | Z*) break ;; esac
                    kill $drops 2>/dev/null
                    sleep 0.05
                done
                kill -KILL $drops 2>/dev/null
                wait $drops
                rm -f "$dir/drops.pid"
            fi
            if [ -e "$dir/instance" ]; then
                in_tracefs 'cat "instances/$2/trace"; rmdir "instances/$2"' > "$dir/{{{Tracefs}}}" 2>> "$dir/{{{Skip}}}"
                rm -f "$dir/instance"
            fi
        }
        """;

    /// <summary>
    /// The lines of a clean-up script that remove a tracefs instance left over from a recording. The script has the recording's folder as
    /// <c>$2</c>.
    /// </summary>
    public const string Remove =
        $$"""
        [ ! -e "$2/instance" ] || unshare -m --propagation private sh -c '
            {{Mount}} && rmdir "/sys/kernel/tracing/instances/$1"' sh "$(cat "$2/instance")" 2>/dev/null
        """;
}
