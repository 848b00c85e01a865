using ChatAspire.Network.Inspection;

namespace ChatAspire.Lab.Lessons;

/// <summary>
/// 3-5: a second overlay beside the lab's own, built by hand on both hosts. Its names and numbers differ from the chapter's, because the
/// lab's own overlay uses the chapter's.
/// </summary>
internal static class Lesson35
{
    private const string Device = "vxlan1";
    private const string Network = "vxlan-net1";
    private const int Vni = 20;

    public static Lesson Create(LessonPlace place)
    {
        var (a, b) = (place.A, place.B);
        var mtu = Math.Min(a.Mtu, b.Mtu) - Vxlan.OverheadBytes;
        // The VNI is the upper three of the four bytes at offset 12, after the UDP header (8) and the flags (4) (RFC 7348, section 5).
        var tunnel = $"sudo tcpdump -i {b.Nic} -n {place.IntoTunnel}'udp port {place.Spec.Overlay.Port} "
            + $"and udp[12:4] = {Vni << 8:#0} and greater 100'";
        return new Lesson("3-5",
            new("image", TestImage.Build(place, a.Name)),
            new("single-create", On(a.Name,
                """
                docker network create --subnet 172.18.0.0/16 \
                --attachable=true \
                -o "com.docker.network.bridge.name"="test-net" \
                test-net
                """)),
            new("single-list", On(a.Name, "docker network ls")),
            new("single-run", On(a.Name, "docker run -d --network test-net --ip 172.18.0.2 --name test-container test-image")),
            new("single-inspect", On(a.Name, "docker network inspect test-net -f '{{json .Containers}}' | jq .")),
            new("single-remove",
                On(a.Name, "docker stop test-container"), On(a.Name, "docker rm test-container"), On(a.Name, "docker network rm test-net")),
            new("device",
                On(a.Name, "sudo ip link add vxlan0 type vxlan id 10 remote <ホストBのパブリックアドレス> dstport 4789 dev enX0"),
                On(b.Name, "sudo ip link add vxlan0 type vxlan id 10 remote <ホストAのパブリックアドレス> dstport 4789 dev enX0")),
            new("fdb", Both("bridge fdb show |grep vxlan0")),
            new("device-address", Both("sudo ip address add 172.100.0.1/16 broadcast 172.100.255.255 dev vxlan0")),
            new("device-details", Both("ip -details address show vxlan0")),
            new("device-up", Both("sudo ip link set vxlan0 up")),
            new("device-route", Both("ip route |grep vxlan0")),
            new("network", Both(
                """
                docker network create --attachable=true \
                --subnet 172.18.0.0/16 \
                -o "com.docker.network.bridge.name"="vxlan-net" \
                vxlan-net
                """)),
            new("bridge-address", Both("ip address show vxlan-net")),
            new("bridge-ports", Both("brctl show vxlan-net")),
            new("join", Both("sudo brctl addif vxlan-net vxlan0")),
            new("run",
                On(a.Name, "docker run -d --rm --name test-a --net vxlan-net --ip 172.18.0.11 alpine sleep 3600"),
                On(b.Name, "docker run -d --rm --name test-b --net vxlan-net --ip 172.18.0.22 alpine sleep 3600")),
            new("addresses", On(a.Name, "docker exec -ti test-a hostname -i"), On(b.Name, "docker exec -ti test-b hostname -i")),
            new("ping",
                new LessonLine(b.Name, tunnel) { InChapter = false, Listens = Listening.Tcpdump("ICMP echo reply.*seq 3") },
                On(a.Name, "docker exec -ti test-a ping -c 3 172.18.0.22")),
            new("ping-back", On(b.Name, "docker exec -ti test-b ping -c 3 172.18.0.11")),
            new("stop", On(a.Name, "docker stop test-a"), On(b.Name, "docker stop test-b")))
        {
            Makes = new()
            {
                Containers = ["test-container", "test-a", "test-b"],
                Networks = ["test-net", Network],
                Images = [TestImage.Name],
                Devices = [Device, Network, "test-net"],
            },
            Takes = new() { Subnets = ["172.28.0.0/16", "172.101.0.0/16"], Vni = Vni },
        };

        LessonLine[] Both(string typed) => [On(a.Name, typed), On(b.Name, typed)];

        LessonLine On(string host, string typed) => new(host, typed) { Run = Here(host, typed) };

        // The order matters: the last replacement looks for the name that the first one inserts.
        string Here(string host, string typed) => typed
            .Replace("vxlan-net", Network, StringComparison.Ordinal)
            .Replace("vxlan0", Device, StringComparison.Ordinal)
            .Replace("id 10 ", $"id {Vni} ", StringComparison.Ordinal)
            .Replace("dstport 4789", $"dstport {place.Spec.Overlay.Port}", StringComparison.Ordinal)
            .Replace("enX0", host == a.Name ? a.Nic : b.Nic, StringComparison.Ordinal)
            .Replace("172.18.", "172.28.", StringComparison.Ordinal)
            .Replace("172.100.0.1/", host == a.Name ? "172.101.0.1/" : "172.101.0.2/", StringComparison.Ordinal)
            .Replace("172.100.", "172.101.", StringComparison.Ordinal)
            .Replace(" alpine ", $" {place.Image} ", StringComparison.Ordinal)
            .Replace("docker stop test-a", "docker stop -t 1 test-a", StringComparison.Ordinal)
            .Replace("docker stop test-b", "docker stop -t 1 test-b", StringComparison.Ordinal)
            .Replace($"={'"'}{Network}{'"'} \\", $"={'"'}{Network}{'"'} \\\n{Own(host)} \\", StringComparison.Ordinal);

        string Own(string host) => host == a.Name
            ? $"--gateway 172.28.0.1 --aux-address {b.Name}=172.28.0.2 \\\n-o \"com.docker.network.driver.mtu\"=\"{mtu}\""
            : $"--gateway 172.28.0.2 --aux-address {a.Name}=172.28.0.1 \\\n-o \"com.docker.network.driver.mtu\"=\"{mtu}\"";
    }
}
