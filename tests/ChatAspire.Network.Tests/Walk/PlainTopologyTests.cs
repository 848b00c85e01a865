using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Tests.Inspection;
using ChatAspire.Network.Walk;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Diagnose;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>
/// Endpoints and paths on hosts that are no lab's: the recorded hosts, without anything that a lab declares. host-b has a container on
/// docker0 (on-docker0), one on a bridge of its own (chat-b), and one each that has exited, shares, has none and is in the host's
/// namespace.
/// </summary>
public sealed class PlainTopologyTests
{
    [Theory]
    [InlineData("chat-b", "172.18.0.22")]
    [InlineData("on-docker0", "172.17.0.2")]
    [InlineData("vxlan-net/chat-b", "172.18.0.22")]
    [InlineData("bridge/on-docker0", "172.17.0.2")]
    [InlineData("host-b/chat-b", "172.18.0.22")]
    [InlineData("beside-chat-b", "172.18.0.22")]
    public void A_container_is_found_by_its_names(string name, string address)
    {
        var end = Plain().Find(name);

        Assert.Equal((address, "host-b", false), ($"{end.Address}", end.Host, end.IsHost));
    }

    /// <summary>A container in the host's namespace is the host itself; loopback is that of the only host.</summary>
    [Theory]
    [InlineData("own-net", "10.77.1.12")]
    [InlineData("host-b", "10.77.1.12")]
    [InlineData("localhost", "127.0.0.1")]
    [InlineData("host-b/localhost", "127.0.0.1")]
    [InlineData("172.17.0.1", "172.17.0.1")]
    public void The_host_itself_is_found(string name, string address)
    {
        var end = Plain().Find(name);

        Assert.Equal((address, "host-b", true), ($"{end.Address}", end.Host, end.IsHost));
    }

    [Theory]
    [InlineData("no-net", "--network none", "docker network disconnect none no-net")]
    [InlineData("ended", "is not running (exited)", "docker start ended")]
    [InlineData("chat-c", "Did you mean chat-b?", "on-docker0")]
    [InlineData("host-b/chat-z", "Unknown target \"chat-z\".", "chat-b")]
    [InlineData("bridge/chat-b", "Unknown target", "chat-b")]
    public void A_target_that_cannot_be_walked_is_refused_with_the_way_out(string name, string reason, string hint)
    {
        var error = Assert.Throws<UserErrorException>(() => Plain().Find(name));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains(hint, error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_is_found_by_project_and_a_name_of_several_is_refused()
    {
        var host = Fixture.Host(Fixture.HostB);
        var topology = Plain(host with
        {
            Containers =
            [
                .. host.Containers.Select(container => container.Name switch
                {
                    "chat-b" => container with { Project = "shop", Service = "web" },
                    "on-docker0" => container with { Project = "blog", Service = "web" },
                    "ended" => container with { Project = "shop", Service = "job" },
                    "beside-chat-b" => container with { Project = "shop", Service = "job" },
                    _ => container,
                }),
            ],
        });

        Assert.Equal("chat-b", topology.Find("shop/web").Container?.Name);
        Assert.Equal("on-docker0", topology.Find("bridge/web").Container?.Name);
        // The other container of the service has exited.
        Assert.Equal("beside-chat-b", topology.Find("job").Container?.Name);
        var error = Assert.Throws<UserErrorException>(() => topology.Find("web"));
        Assert.Equal(("Ambiguous target \"web\": it is a service of shop and blog.", "Name the project: shop/web."),
            (error.Message.Replace("blog and shop", "shop and blog", StringComparison.Ordinal),
                error.Hint?.Replace("blog/", "shop/", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_name_on_two_hosts_asks_for_the_host()
    {
        var (one, two) = (Fixture.Host(Fixture.HostA), Fixture.Host(Fixture.HostB));
        var topology = Plain(one with { Containers = [.. one.Containers, two.Container("on-docker0")!] }, two);

        var error = Assert.Throws<UserErrorException>(() => topology.Find("on-docker0"));

        Assert.Equal(("Ambiguous target \"on-docker0\": it exists on host-a and host-b.", "Name the host: host-a/on-docker0."),
            (error.Message, error.Hint));
        Assert.Equal("host-b", topology.Find("host-b/on-docker0").Host);
    }

    [Theory]
    [InlineData("on-docker0", "chat-b", "eth0 of on-docker0, veth, docker0, vxlan-net, veth568cd6c, eth0 of chat-b")]
    [InlineData("chat-b", "host-b", "eth0 of chat-b, veth568cd6c, vxlan-net")]
    [InlineData("chat-b", "8.8.8.8", "eth0 of chat-b, veth568cd6c, vxlan-net, eth0")]
    [InlineData("host-b", "chat-b", "vxlan-net, veth568cd6c, eth0 of chat-b")]
    [InlineData("host-b", "localhost", "lo")]
    public void A_path_has_the_devices_of_one_host(string from, string to, string points)
    {
        var topology = Plain();

        var path = topology.Between(topology.Find(from), topology.Find(to), Protocol.Tcp, 61000, 80);

        // The veth of on-docker0 has a name of its own in each recording.
        Assert.Equal(points, string.Join(", ", path.Points.Select((point, i) => from == "on-docker0" && i == 1 ? "veth" : $"{point}")));
        Assert.Equal(from == "host-b", path.BeginsOnHost);
        Assert.False(path.IsTunnelled);
    }

    /// <summary>A bridge's own device shows what it routes; what it forwards it shows in promiscuous mode only.</summary>
    [Fact]
    public void Only_a_bridge_that_routes_is_captured()
    {
        var (one, two) = (Plain(Fixture.Host(Fixture.HostA)), Plain());
        var bridged = one.Between(one.Find("chat-a"), one.Find("redis"), Protocol.Tcp, 61000, 6379);
        var routed = two.Between(two.Find("on-docker0"), two.Find("chat-b"), Protocol.Tcp, 61000, 5000);

        Assert.Equal([CaptureMode.None], Bridges(bridged));
        Assert.Equal([CaptureMode.Direct, CaptureMode.Direct], Bridges(routed));
        Assert.True(bridged.IsBridged);
        Assert.False(routed.IsBridged);

        static IEnumerable<CaptureMode> Bridges(WalkPath path) =>
            path.Points.Where(point => point.Kind == CapturePointKind.Bridge).Select(point => point.Mode);
    }

    /// <summary>By the source host's own route; a path by which no route leads is refused.</summary>
    [Fact]
    public void A_route_by_another_host_leads_to_its_containers()
    {
        var (one, two) = (Fixture.Host(Fixture.HostA), Fixture.Host(Fixture.HostB));
        var gateway = two.Namespace.Device("eth0")!.Ipv4!.Local;
        List<Route> routes = [.. one.Routes, new Route("172.17.0.2", gateway, "eth0")];
        var topology = Plain(one with { Namespace = one.Namespace with { Routes = routes } }, two);

        var path = topology.Between(topology.Find("redis"), topology.Find("on-docker0"), Protocol.Tcp, 61000, 80);

        Assert.Equal("eth0 of redis, host-a bridge, host-a eth0, host-b eth0, host-b docker0, eth0 of on-docker0", string.Join(", ",
            path.Points.Where(point => point.Kind != CapturePointKind.Veth).Select(point => point.Kind switch
            {
                CapturePointKind.Container => $"{point}",
                CapturePointKind.Bridge when point.Host == "host-a" => "host-a bridge",
                _ => $"{point.Host} {point}",
            })));
        // The source host gives the packets its own address, or keeps the container's.
        Assert.Equal(["172.18.0.100", one.Namespace.Device("eth0")!.Ipv4!.Local], path.Flows.Select(flow => $"{flow.Client}"));
        Assert.False(path.IsBridged || path.IsTunnelled || path.BeginsOnHost);
        Assert.DoesNotContain(path.Points, point => point.Mode == CaptureMode.None);
        Assert.Single(topology.Between(topology.Find("host-a"), topology.Find("on-docker0"), Protocol.Tcp, 61000, 80).Flows);
    }

    [Fact]
    public void A_published_port_has_three_ways()
    {
        var topology = Plain();
        var (from, to) = (topology.HostOf(topology.Find("host-b")), topology.Find("host-b"));
        var publisher = topology.PublishedAt(from, to, 5000);

        var paths = topology.ToPublished(from, to, 61000, publisher!);

        Assert.Equal("chat-b", publisher!.Container.Name);
        Assert.Equal("lo", string.Join(", ", paths.Accepted.Points));
        Assert.Equal("vxlan-net, veth568cd6c, eth0 of chat-b", string.Join(", ", paths.Translated.Points));
        Assert.Equal(["10.77.1.12", "172.18.0.22"], paths.Translated.Flows.Select(flow => $"{flow.Server}"));
        var proxied = Assert.Single(paths.Proxied.Flows);
        Assert.Equal(("172.18.0.2", "172.18.0.22", 5000), ($"{proxied.Client}", $"{proxied.Server}", proxied.ServerPort!.Value));
        Assert.Null(topology.PublishedAt(from, to, 5001));
    }

    [Fact]
    public void Containers_of_two_hosts_without_an_overlay_are_refused()
    {
        var topology = Plain(Fixture.Host(Fixture.HostA), Fixture.Host(Fixture.HostB));

        var error = Assert.Throws<UserErrorException>(() =>
            topology.Between(topology.Find("on-docker0"), topology.Find("redis"), Protocol.Tcp, null, 6379));

        Assert.Contains("no network is known that connects", error.Message, StringComparison.Ordinal);
        Assert.Contains("host-b has no route to 172.18.0.100 by host-a", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The recorded bridges have a VXLAN device, which without a lab is one made by hand.</summary>
    [Fact]
    public void A_tunnel_made_by_hand_is_found_by_its_devices()
    {
        var topology = Plain(Fixture.Host(Fixture.HostA), Fixture.Host(Fixture.HostB));

        var path = topology.Between(topology.Find("chat-b"), topology.Find("redis"), Protocol.Tcp, null, 6379);

        Assert.Equal(
            "eth0 of chat-b, veth568cd6c, vxlan-net, vxlan0, eth0, eth0, vxlan0, vxlan-net, veth5a7fe27, eth0 of redis",
            string.Join(", ", path.Points));
        Assert.Equal(("10.77.1.12", "10.77.1.11", 4789), (path.Tunnel!.From.Address, path.Tunnel.To.Address, path.Tunnel.Port));
        Assert.All(path.Points.Where(point => point.Kind == CapturePointKind.Bridge), point => Assert.Equal(CaptureMode.None, point.Mode));
    }

    /// <summary>The recorded FDB of host-b leads to host-a, which is not named.</summary>
    [Fact]
    public void An_address_behind_a_tunnel_asks_for_the_host_to_which_the_tunnel_leads()
    {
        var topology = Plain(Fixture.Host(Fixture.HostB));

        var error = Assert.Throws<UserErrorException>(() =>
            topology.Between(topology.Find("chat-b"), topology.Find("172.18.0.99"), Protocol.Tcp, null, 6379));

        Assert.Contains("vxlan0 of host-b sends to 10.77.1.11, and no host of the walk has this address", error.Message,
            StringComparison.Ordinal);
        Assert.Equal("Name the host too: --host ssh://10.77.1.11", error.Hint);
    }

    [Fact]
    public void An_address_that_no_named_host_has_is_refused_with_the_forwarding_table()
    {
        var topology = Plain(Fixture.Host(Fixture.HostA), Fixture.Host(Fixture.HostB));

        var error = Assert.Throws<UserErrorException>(() =>
            topology.Between(topology.Find("chat-b"), topology.Find("172.18.0.99"), Protocol.Tcp, null, 6379));

        Assert.Contains("sends to hosts of the walk only", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_Swarm_overlay_between_hosts_is_refused_with_the_engine_s_namespace()
    {
        var host = Fixture.Host(Fixture.HostB);
        var overlay = new DockerNetwork(
            "ov", "overlay", new DockerIpam([new DockerIpamConfig("172.18.0.0/16")]), "fean1a9czhbe3wuxv380wrck0",
            new Dictionary<string, string> { ["encrypted"] = "" });
        var topology = Plain(host with { Networks = [overlay] });

        var error = Assert.Throws<UserErrorException>(() =>
            topology.Between(topology.Find("chat-b"), topology.Find("172.18.0.99"), Protocol.Tcp, null, 80));

        Assert.Contains("the Swarm overlay ov", error.Message, StringComparison.Ordinal);
        Assert.Contains("IPsec", error.Message, StringComparison.Ordinal);
        Assert.Contains("nsenter --net=/run/docker/netns/1-fean1a9czh ", error.Hint, StringComparison.Ordinal);
    }

    /// <summary>One end's bridge has lost its device: the other end's still leads there.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_tunnel_is_found_by_its_other_end(bool isDeleted)
    {
        var (one, two) = (Fixture.Host(Fixture.HostA), Fixture.Host(Fixture.HostB));
        var devices = isDeleted
            ? one.Devices.Where(device => device.Name != "vxlan0").ToList()
            : [.. one.Devices.Select(device => device.Name == "vxlan0" ? device with { Master = null } : device)];
        var topology = Plain(one with { Namespace = one.Namespace with { Devices = devices } }, two);

        var path = topology.Between(topology.Find("chat-b"), topology.Find("redis"), Protocol.Tcp, null, 6379);

        Assert.Equal(("vxlan0", "vxlan-net", "10.77.1.11"), (path.Tunnel!.To.Device, path.Tunnel.To.Bridge, path.Tunnel.To.Address));
        Assert.Equal(
            isDeleted
                ? "ip link add vxlan0 type vxlan id 10 dstport 4789 && ip link set vxlan0 mtu 1450 master vxlan-net up"
                    + " && bridge fdb append 00:00:00:00:00:00 dev vxlan0 dst 10.77.1.12"
                : "ip link del vxlan0 && ip link add vxlan0 type vxlan id 10 dstport 4789 dev eth0"
                    + " && ip link set vxlan0 mtu 1450 master vxlan-net up"
                    + " && bridge fdb append 00:00:00:00:00:00 dev vxlan0 dst 10.77.1.12",
            new TunnelCure(topology).Recreate(path.Tunnel.To, path.Tunnel.From));
    }

    [Theory]
    [InlineData("host-b", "localhost", false)]
    [InlineData("chat-b", "localhost", true)]
    [InlineData("chat-b", "172.18.0.22", true)]
    public void Both_ends_are_checked(string from, string to, bool isRefused)
    {
        var error = Record.Exception(() => WalkContext.FindEnds(Plain(), from, to));

        Assert.Equal(isRefused, error is UserErrorException);
    }

    [Fact]
    public void Containers_without_a_common_network_are_told_the_command_that_connects_them()
    {
        var topology = Plain();
        var rule = ("filter DOCKER-ISOLATION-STAGE-2", "-A DOCKER-ISOLATION-STAGE-2 -o vxlan-net -j DROP");

        var verdict = new SeparationDiagnosis(topology, topology.Find("on-docker0"), topology.Find("chat-b")).Explain(rule);

        Assert.Equal(("filter DOCKER-ISOLATION-STAGE-2", "docker network connect vxlan-net on-docker0"), (verdict!.Location, verdict.Cure));
        Assert.Contains("on-docker0 (bridge) and chat-b (vxlan-net) have no network in common", verdict.Cause, StringComparison.Ordinal);
        Assert.Null(new SeparationDiagnosis(topology, topology.Find("chat-b"), topology.Find("host-b")).Explain(rule));
    }

    private static Topology Plain(params IReadOnlyList<HostNetwork> networks) =>
        WalkFixture.Plain(networks.Count > 0 ? networks : [Fixture.Host(Fixture.HostB)]);
}
