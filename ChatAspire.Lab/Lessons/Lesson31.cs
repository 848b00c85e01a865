namespace ChatAspire.Lab.Lessons;

/// <summary>3-1: chains, networks, and a container's network namespace seen from the host.</summary>
internal static class Lesson31
{
    public static Lesson Create(LessonPlace place)
    {
        var host = place.A.Name;
        return new Lesson("3-1",
            new("filter-table", On("iptables -nv -L")),
            new("nat-table", On("iptables -nv -L -t nat")),
            new("networks", On("docker network ls")),
            new("bridge-empty", On("docker network inspect bridge")),
            new("run", On("docker run -d --name=test-container alpine:latest tail -f /dev/null") with
            {
                Run = $"docker run -d --name=test-container {place.Image} tail -f /dev/null",
            }),
            new("pid", On("docker inspect test-container --format '{{.State.Pid}}'") with
            {
                Captures = new Dictionary<string, string> { ["プロセスID"] = @"^(\d+)$" },
            }),
            new("ns", On("sudo ls -la /proc/<プロセスID>/ns/net")),
            // The command fails if the directory exists already, which it does once a namespace was named on this host.
            new("mkdir", On("sudo mkdir /var/run/netns") with { MayFail = true }),
            new("link", On("sudo ln -s /proc/<プロセスID>/ns/net /var/run/netns/test-ns")),
            new("addresses", On("sudo ip netns exec test-ns ip address") with
            {
                // 8: eth0@if9: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 …
                Captures = new Dictionary<string, string> { ["ifindex"] = @" eth0@if(\d+):" },
            }),
            new("routes", On("sudo ip netns exec test-ns ip route")),
            new("veth", Veth.Named(host)),
            new("iflink-host", On("cat /sys/class/net/<veth名>/iflink")),
            new("iflink-container", On("sudo ip netns exec test-ns cat /sys/class/net/eth0/iflink")),
            new("bridge-full", On("docker network inspect bridge")),
            new("stop", On("docker stop test-container") with { Run = "docker stop -t 1 test-container" }),
            new("remove", On("docker rm test-container")))
        {
            Makes = new() { Containers = ["test-container"], Namespaces = ["test-ns"] },
        };

        LessonLine On(string typed) => new(host, typed);
    }
}
