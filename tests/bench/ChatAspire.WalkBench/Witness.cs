using ChatAspire.Network.Walk.Decode;

namespace ChatAspire.WalkBench;

/// <summary>A listener independent of the walk: on the reading node's own device, with a buffer large enough for all packets.</summary>
internal sealed class Witness(BenchLab lab)
{
    private const string BufferKiB = "65536";

    /// <summary>The node whose connection to Redis is followed.</summary>
    private string Node => lab.Spec.Chat[^1].Name;

    private string Host => lab.Spec.Chat[^1].Host;

    public async Task StartAsync() => await lab.OnHostAsync(Host, """
        pid=$(docker inspect -f '{{.State.Pid}}' "$1")
        nsenter -t "$pid" -n tcpdump -i eth0 -n -Z root -B "$2" --time-stamp-precision=nano -w /tmp/witness.pcap \
            "tcp and host $3 and port $4" > /dev/null 2> /tmp/witness.err < /dev/null &
        echo $! > /tmp/witness.pid
        timeout 10 sh -c "until grep -q 'listening on' /tmp/witness.err; do sleep 0.05; done"
        """, Node, BufferKiB, lab.Spec.Redis.Address, $"{lab.Spec.Redis.Port}");

    /// <exception cref="Network.Execution.UserErrorException">The kernel dropped packets.</exception>
    public async Task<IReadOnlyList<Frame>> StopAsync()
    {
        // 3 packets dropped by kernel
        await lab.OnHostAsync(Host, """
            kill "$(cat /tmp/witness.pid)"
            timeout 10 sh -c 'while kill -0 "$(cat /tmp/witness.pid)" 2> /dev/null; do sleep 0.05; done'
            grep -q '^0 packets dropped by kernel' /tmp/witness.err || { cat /tmp/witness.err >&2; exit 1; }
            """);
        var file = (await lab.OnHostAsync(Host, "cat /tmp/witness.pcap; rm -f /tmp/witness.*")).OutputBytes;
        return FrameParser.ParseAll(file, lab.Spec.Overlay.Port, _ => { });
    }
}
