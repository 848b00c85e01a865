using System.Globalization;

namespace ChatAspire.WalkBench;

/// <summary>A listener that is not the walk's: at chat-b's own device, with a buffer that holds all.</summary>
internal sealed class Witness(BenchLab lab)
{
    private const string Host = "host-b";
    private const string BufferKiB = "65536";

    public async Task StartAsync() => await lab.OnHostAsync(Host, """
        pid=$(docker inspect -f '{{.State.Pid}}' chat-b)
        nsenter -t "$pid" -n tcpdump -i eth0 -n -Z root -B "$1" --time-stamp-precision=nano -U -w /tmp/witness.pcap 'tcp and host 172.18.0.100 and port 6379' 2> /tmp/witness.err </dev/null &
        echo $! > /tmp/witness.pid
        until grep -q 'listening on' /tmp/witness.err; do sleep 0.05; done
        """, BufferKiB);

    /// <returns>The capture, and how many packets the kernel could not give to it.</returns>
    public async Task<(byte[] File, int Dropped)> StopAsync()
    {
        // 3 packets dropped by kernel
        var dropped = (await lab.OnHostAsync(Host, """
            kill "$(cat /tmp/witness.pid)"
            while kill -0 "$(cat /tmp/witness.pid)" 2> /dev/null; do sleep 0.05; done
            sed -n 's/ packets* dropped by kernel//p' /tmp/witness.err
            """)).Output.Trim();
        var file = (await lab.OnHostAsync(Host, "cat /tmp/witness.pcap; rm -f /tmp/witness.*")).OutputBytes.ToArray();
        return (file, int.Parse(dropped, CultureInfo.InvariantCulture));
    }
}
