namespace ChatAspire.RealHosts.Tests;

/// <summary>Swarm overlays of two hosts: the bridge and the VXLAN device of each are in a namespace of the engine.</summary>
[Collection(nameof(PlainHost))]
public sealed class SwarmTests(OverlayHosts fixture) : IClassFixture<OverlayHosts>, IAsyncLifetime
{
    private const string Container = "-v /usr:/usr:ro --network ov plain perl -e \"$SERVE\" > /dev/null";

    /// <summary>Defines <c>in_ov COMMAND…</c>, which runs in the overlay's namespace.</summary>
    private const string InOverlay =
        "in_ov() { nsenter --net=/run/docker/netns/1-$(docker network inspect -f '{{.Id}}' ov | cut -c1-10) \"$@\"; }; ";

    private static readonly string[] Names = ["vm-a", "vm-b"];

    /// <summary>
    /// The host that is broken, the commands that break and restore it; the place and cause that the walk from swarm-1 to swarm-2 must
    /// name. The printed cure is applied as it is printed. TARGET is the MAC of swarm-2, B the address of vm-b.
    /// </summary>
    public static TheoryData<string, string, string, string, string> Faults => new()
    {
        {
            "vm-b", "iptables -I INPUT -p udp --dport 4789 -j DROP", "iptables -D INPUT -p udp --dport 4789 -j DROP",
            "filter INPUT", "rule-drops"
        },
        { "vm-a", "in_ov bridge fdb del TARGET dev vxlan0 dst B", "true", "vxlan0 of ov", "fdb-missing" },
        { "vm-a", "in_ov bridge fdb replace TARGET dev vxlan0 dst 192.0.2.9 self permanent", "true", "vxlan0 of ov", "fdb-wrong" },
        { "vm-b", "in_ov ip link set vxlan0 down", "in_ov ip link set vxlan0 up", "vxlan0 of ov", "device-down" },
        { "vm-b", "in_ov ip link set vxlan0 nomaster", "in_ov ip link set vxlan0 master br0", "vxlan0 of ov", "port-detached" },
    };

    /// <summary>Creates the Swarm and its overlay anew: a fault may have removed entries that the engine does not write again.</summary>
    public async ValueTask InitializeAsync()
    {
        Requirements.Check(GetType());
        await LeaveAsync();
        var manager = await OverlayHosts.AddressAsync("vm-a");
        var token = (await OverlayHosts.OnHostAsync(
            "vm-a", $"docker swarm init --advertise-addr {manager} > /dev/null; docker swarm join-token -q worker")).Trim();
        await OverlayHosts.OnHostAsync("vm-b", $"docker swarm join --token {token} {manager}:2377 > /dev/null");
        await OverlayHosts.OnHostAsync("vm-a", "docker network create -d overlay --attachable ov > /dev/null");
        await OverlayHosts.OnHostAsync("vm-a", $"docker run -d --name swarm-1 {Container}");
        await OverlayHosts.OnHostAsync("vm-b", $"docker run -d --name swarm-2 {Container}");
        await OverlayHosts.OnHostAsync("vm-a", "docker exec swarm-1 ping -c 1 -W 5 swarm-2 > /dev/null");
    }

    [Fact]
    public async Task A_Swarm_overlay_is_followed_through_the_namespaces_of_both_engines()
    {
        var ran = (await fixture.WalkAsync(["swarm-1", "swarm-2:7000"], Names)).EnsureSuccess();

        Assert.Contains("all arrived", ran.Output, StringComparison.Ordinal);
        Assert.Contains("vxlan0 of ov", ran.Output, StringComparison.Ordinal);
        Assert.Contains("eth0 of swarm-2", ran.Output, StringComparison.Ordinal);
        var (a, b) = (await OverlayHosts.AddressAsync("vm-a"), await OverlayHosts.AddressAsync("vm-b"));
        Assert.Contains($"{a} → {b}:4789", ran.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_is_named_by_place_and_cause_and_its_cure_heals(
        string broken, string make, string undo, string place, string cause)
    {
        var target = (await OverlayHosts.OnHostAsync(
            "vm-b", "docker inspect -f '{{range .NetworkSettings.Networks}}{{.MacAddress}}{{end}}' swarm-2")).Trim();
        make = make.Replace("TARGET", target, StringComparison.Ordinal)
            .Replace("dst B", $"dst {await OverlayHosts.AddressAsync("vm-b")}", StringComparison.Ordinal);
        await OverlayHosts.OnHostAsync(broken, InOverlay + make);
        try
        {
            await fixture.AssertDiagnosedAsync(["swarm-1", "swarm-2:7000"], Names, (broken, place, cause));
        }
        finally
        {
            await OverlayHosts.OnHostAsync(broken, $"{InOverlay}{undo} 2> /dev/null || true");
        }
    }

    [Fact]
    public async Task A_container_of_a_host_that_is_not_named_asks_for_the_host()
    {
        var address = (await OverlayHosts.OnHostAsync(
            "vm-b", "docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' swarm-2")).Trim();
        var host = await OverlayHosts.AddressAsync("vm-b");

        (await fixture.WalkAsync(["swarm-1", $"{address}:7000"], ["vm-a"]))
            .AssertReported($"the VXLAN device vxlan0 of vm-a sends to {host}", $"--host ssh://{host}");
    }

    [Fact]
    public async Task An_encrypted_overlay_is_refused_with_the_commands_that_look_into_it()
    {
        await OverlayHosts.OnHostAsync("vm-a", "docker network create -d overlay --attachable --opt encrypted sealed > /dev/null");
        foreach (var (host, name) in new[] { ("vm-a", "sealed-1"), ("vm-b", "sealed-2") })
        {
            await OverlayHosts.OnHostAsync(
                host, $"docker run -d --name {name} {Container.Replace("ov plain", "sealed plain", StringComparison.Ordinal)}");
        }

        (await fixture.WalkAsync(["sealed-1", "sealed-2:7000"], Names))
            .AssertReported("are on the Swarm overlay sealed: it is encrypted (IPsec)", "On vm-a: nsenter --net=/run/docker/netns/1-");
    }

    public async ValueTask DisposeAsync() => await LeaveAsync();

    private static async Task LeaveAsync()
    {
        foreach (var host in Names.Reverse())
        {
            await OverlayHosts.OnHostAsync(
                host, "exec > /dev/null 2>&1; docker rm -f swarm-1 swarm-2 sealed-1 sealed-2 || true; docker swarm leave --force || true");
        }
    }
}
