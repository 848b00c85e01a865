using System.Text;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Network.Tests.Inspection;

/// <summary>Parses what real hosts printed.</summary>
public class HostNetworkTests
{
    private static readonly HostNetwork A = Fixture.Host(Fixture.HostA);
    private static readonly HostNetwork B = Fixture.Host(Fixture.HostB);

    [Fact(Explicit = true)]
    public Task Capture() =>
        Fixture.CaptureAsync(Environment.GetEnvironmentVariable("FIXTURE_HOST")!, Environment.GetEnvironmentVariable("FIXTURE")!);

    [Fact]
    public void Healthy_hosts_give_no_warning()
    {
        Assert.Empty(A.Warnings);
        Assert.Empty(B.Warnings);
        Assert.Equal(["chat-a", "dashboard", "redis"], A.Containers.Select(container => container.Name));
    }

    [Fact]
    public void Follows_a_container_s_eth0_to_its_veth_and_bridge()
    {
        var redis = A.Container("redis")!;
        var eth0 = redis.Namespace!.DeviceWithAddress("172.18.0.100")!;
        var veth = A.HostEnd(eth0)!;

        Assert.Equal(("eth0", "veth"), (eth0.Name, veth.Kind));
        Assert.Equal((eth0.Index, veth.Index), (veth.PeerIndex!.Value, eth0.PeerIndex!.Value));
        Assert.Equal("vxlan-net", A.BridgeOf(veth)!.Name);
        Assert.Equal((redis, eth0), A.ContainerEnd(veth));
        Assert.Same(redis, A.ContainerAt("172.18.0.100"));
        Assert.Contains(redis.Listeners, listener => listener.Accepts("172.18.0.100", 6379));
        Assert.DoesNotContain(redis.Listeners, listener => listener.Accepts("172.18.0.100", 6380));
    }

    [Fact]
    public void The_host_s_underlay_device_belongs_to_no_container()
    {
        var nic = A.Namespace.Device("eth0")!; // a veth too, where the host is a container
        Assert.Null(A.ContainerEnd(nic));
        Assert.Equal("eth0", A.Namespace.Device("vxlan0")!.Vxlan!.Link);
        Assert.Equal("forwarding", A.Namespace.Device("vxlan0")!.PortState);
    }

    [Theory]
    [InlineData("own-net", "host", true)]
    [InlineData("ended", "default", false)]
    [InlineData("no-net", "none", true)]
    public void Lists_containers_without_a_network_of_their_own(string name, string mode, bool runs)
    {
        var container = B.Container(name)!;

        Assert.Equal((mode, runs), (container.NetworkMode, container.Namespace is not null));
        Assert.DoesNotContain(container.Devices, device => !B.IsHostNamespace(container.Namespace) && device.Kind == "veth");
    }

    [Fact]
    public void Containers_that_share_a_namespace_have_the_same_one()
    {
        Assert.Same(B.Container("chat-b")!.Namespace, B.Container("beside-chat-b")!.Namespace);
        Assert.Same(B.Namespace, B.Container("own-net")!.Namespace);
        Assert.Equal(B.Container("chat-b")!.Devices, B.Container("beside-chat-b")!.Devices);
    }

    [Fact]
    public void Reports_ports_and_networks_of_docker()
    {
        Assert.Equal(["0.0.0.0:5000 → 5000/tcp"], A.Container("chat-a")!.Ports.Select(port => port.ToString()));
        Assert.Equal(["127.0.0.1:18888 → 18888/tcp"], A.Container("dashboard")!.Ports.Select(port => port.ToString()));
        Assert.Equal(["127.0.0.1:8080 → 80/udp"], B.Container("on-docker0")!.Ports.Select(port => port.ToString()));
        Assert.Equal(
            ("vxlan-net", "172.18.0.100", 16),
            A.Container("redis")!.Networks.Select(network => (network.Network, network.Address, network.PrefixLength)).Single());
        Assert.Null(B.Container("ended")!.Networks.Single().Address);
        Assert.Contains(("vxlan-net", "vxlan-net"), A.Networks.Select(network => (network.Name, network.Bridge)));
        Assert.Contains(("bridge", "docker0"), A.Networks.Select(network => (network.Name, network.Bridge)));
    }

    [Fact]
    public void The_forwarding_database_is_without_noise()
    {
        Assert.Contains(A.Fdb, entry => entry is { Mac: "00:00:00:00:00:00", Device: "vxlan0", IsLearned: false, Remote: "10.77.1.12" });
        Assert.Contains(A.Fdb, entry => entry is { Mac: "02:42:ac:12:00:64", IsLearned: true, Master: "vxlan-net" });
        Assert.DoesNotContain(A.Fdb, entry => entry.Mac.StartsWith("33:33:", StringComparison.Ordinal));
        Assert.InRange(A.FdbNoise, 20, 30);
    }

    [Fact]
    public void Rules_have_number_target_and_counters()
    {
        Assert.Equal("iptables (nf_tables)", A.Firewall.Backend);
        var docker = A.Firewall.Chain("nat", "DOCKER")!;
        Assert.Null(docker.Policy);
        Assert.Contains(docker.Rules, rule => rule is { Number: 4, Target: "DNAT", Packets: > 0 }
            && rule.Text == "-A DOCKER ! -i vxlan-net -p tcp -m tcp --dport 5000 -j DNAT --to-destination 172.18.0.11:5000");
        Assert.Equal("ACCEPT", A.Firewall.Chain("filter", "FORWARD")!.Policy);
        Assert.All(A.Firewall.Chains, chain => Assert.NotNull(chain.Explanation));
    }

    [Fact]
    public void A_container_whose_program_is_stopped_is_known()
    {
        var pid = A.Container("redis")!.Pid;
        byte[] stopped = [.. Fixture.Read(Fixture.HostA), .. Encoding.UTF8.GetBytes(
            $"\n##chatlab begin stopped\n/proc/1/status\n/proc/{pid}/status\n\n##chatlab end 0 \n")];

        Assert.Equal(["redis"], HostNetwork.Parse("host-a", stopped).Containers
            .Where(container => container.IsProgramStopped).Select(container => container.Name));
    }

    /// <summary>Debian's /etc/nftables.conf creates a table of this name.</summary>
    [Fact]
    public void A_table_of_family_inet_is_not_one_of_iptables()
    {
        const string Nft = """

            ##chatlab begin nft
            table ip filter {
            	chain INPUT {
            		type filter hook input priority filter; policy accept;
            	}
            }
            table inet filter {
            	chain input {
            		type filter hook input priority filter; policy accept;
            		udp dport 4789 drop
            	}
            }

            ##chatlab end 0

            """;

        var host = HostNetwork.Parse("host-a", Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Fixture.Read(Fixture.HostA)) + Nft));

        Assert.Equal("udp dport 4789 drop", Assert.Single(host.Firewall.Chain("inet filter", "input")!.Rules).Text);
        Assert.DoesNotContain(host.Firewall.Chains, chain => chain.Table == "ip filter");
        Assert.Empty(host.Warnings);
    }
}
