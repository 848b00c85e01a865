namespace ChatAspire.Network.Walk.Drops;

/// <summary>
/// The part of a capture script that records the packets that the kernel drops: with bpftrace where it can run, otherwise with an instance
/// of tracefs. tracefs is mounted in a private mount namespace, and the host's own trace buffer stays as it is.
/// </summary>
internal static class DropScript
{
    /// <summary>The host's kernel: two hosts with the same boot id share it.</summary>
    public const string Kernel = "drops.kernel";

    /// <summary>The network namespaces that are observed: name and inode, one per line.</summary>
    public const string Spaces = "drops.spaces";

    /// <summary>The format of the tracepoint, with the name of each reason's number.</summary>
    public const string Format = "drops.format";

    /// <summary>The reason why no drops are read; empty or missing if they are.</summary>
    public const string Skip = "drops.skip";

    /// <summary>The output of bpftrace.</summary>
    public const string Bpftrace = "drops.bpftrace";

    /// <summary>Error messages of bpftrace, or the reason why it does not run.</summary>
    public const string BpftraceErrors = "drops.bpftrace.err";

    /// <summary>The buffer of the instance of tracefs.</summary>
    public const string Tracefs = "drops.trace";

    /// <summary>Mounts tracefs where systemd has not; a second mount fails. For a mount namespace of its own.</summary>
    public const string Mount = "{ [ -e /sys/kernel/tracing/events ] || mount -t tracefs tracefs /sys/kernel/tracing; }";

    /// <summary>The first words of the program's probe; its filter follows between slashes.</summary>
    private const string Probe = "tracepoint:skb:kfree_skb /";

    /// <summary>Stands in <see cref="Program"/> for the condition that selects the namespaces.</summary>
    private const string Condition = "NAMESPACES";

    /// <summary>The number of drops that bpftrace prints before it ends: a busy host drops more than a walk needs.</summary>
    private const int MaxDrops = 5000;

    /// <summary>
    /// The program of bpftrace, the argument <c>drops_program</c>. A packet has no device in OUTPUT chains and once TCP has it; then its
    /// socket tells the namespace. The header bytes are those of the outermost packet, up to a TCP header inside a tunnel
    /// (20 + 8 + 8 + 14 + 20 + 20, and options).
    /// </summary>
    /// <param name="isIpv6">True to print packets of IPv6 instead of IPv4 and ARP: others would be noise.</param>
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
    /// Defines functions for a script that has set <c>id</c>, <c>dir</c>, <c>table</c>, <c>expires</c>, <c>all</c> (its processors) and
    /// <c>spaces</c> (the names of the namespaces to observe) and <c>drops_program</c>.
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

    /// <summary>The lines of a clean-up script with the folder as <c>$2</c> that remove what is left of an observation.</summary>
    public const string Remove =
        $$"""
        [ ! -e "$2/instance" ] || unshare -m --propagation private sh -c '
            {{Mount}} && rmdir "/sys/kernel/tracing/instances/$1"' sh "$(cat "$2/instance")" 2>/dev/null
        """;
}
