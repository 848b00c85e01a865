namespace ChatAspire.RealHosts.Tests;

/// <summary>A network of three hosts that no lab declares: VXLAN devices join its bridges, made by hand with iproute2.</summary>
[Collection(nameof(PlainHost))]
public sealed class OverlayTests(OverlayHosts fixture) : IClassFixture<OverlayHosts>, IAsyncLifetime
{
    /// <summary>Arguments: the host's number, then the addresses of the other hosts. Creates the container only once.</summary>
    private const string Create =
        """
        n=$1; shift
        docker network inspect vx > /dev/null 2>&1 || docker network create --subnet 10.222.0.0/24 --gateway 10.222.0.$n \
            -o com.docker.network.bridge.name=brvx -o com.docker.network.driver.mtu=1450 vx > /dev/null
        ip link del vxlan77 2> /dev/null || true
        ip link add vxlan77 type vxlan id 77 dstport 8472 dev eth0
        ip link set vxlan77 mtu 1450 master brvx up
        for peer in "$@"; do bridge fdb append 00:00:00:00:00:00 dev vxlan77 dst $peer; done
        docker inspect vx-$n > /dev/null 2>&1 || docker run -d --name vx-$n -v /usr:/usr:ro --network vx --ip 10.222.0.1$n plain \
            perl -e "$SERVE" > /dev/null
        """;

    private const string Flood = "00:00:00:00:00:00 dev vxlan77 dst";

    /// <summary>
    /// The host that is broken and the commands; the place and cause that the walk from vx-1 to vx-2 must name. The printed cure is applied
    /// as it is printed. A is the address of vm-a, and so on; TARGET is the MAC of vx-2.
    /// </summary>
    public static TheoryData<string, string, string, string, string> Faults => new()
    {
        { "vm-b", "iptables -I INPUT -p udp --dport 8472 -j DROP", "vm-b", "filter INPUT", "rule-drops" },
        { "vm-a", $"{Again} id 77 dstport 8472 nolearning {Joined} C", "vm-a", "vxlan77", "fdb-missing" },
        { "vm-a", "bridge fdb replace TARGET dev vxlan77 dst 192.0.2.9 self static", "vm-a", "vxlan77", "fdb-wrong" },
        { "vm-b", $"{Again} id 78 dstport 8472 {Joined} A; {Append} C", "vm-b", "vxlan77", "vni-differs" },
        { "vm-a", $"{Again} id 78 dstport 8472 {Joined} B; {Append} C", "vm-a", "vxlan77", "vni-differs" },
        { "vm-b", $"{Again} id 77 dstport 8473 {Joined} A; {Append} C", "vm-b", "vxlan77", "tunnel-port-differs" },
        { "vm-b", "ip link set vxlan77 down", "vm-b", "vxlan77", "device-down" },
        { "vm-b", "ip link set vxlan77 nomaster", "vm-b", "vxlan77", "port-detached" },
        { "vm-b", "ip link del vxlan77", "vm-b", "vxlan77", "device-missing" },
    };

    private const string Again = "ip link del vxlan77; ip link add vxlan77 type vxlan";
    private const string Append = $"bridge fdb append {Flood}";
    private const string Joined = $"dev eth0; ip link set vxlan77 mtu 1450 master brvx up; {Append}";

    public async ValueTask InitializeAsync()
    {
        Requirements.Check(GetType());
        var addresses = await AddressesAsync();
        await Task.WhenAll(OverlayHosts.Names.Select((host, i) => OverlayHosts.OnHostAsync(
            host, $"set -- {i + 1} {string.Join(' ', addresses.Where((_, other) => other != i))}\n{Create}")));
    }

    [Fact]
    public async Task A_healthy_tunnel_is_followed_over_both_hosts()
    {
        var ran = (await fixture.WalkAsync(["vx-1", "vx-2:7000"])).EnsureSuccess();

        Assert.Contains("all arrived", ran.Output, StringComparison.Ordinal);
        Assert.Contains("VNI 77", ran.Output, StringComparison.Ordinal);
        Assert.Contains("eth0 of vx-2", ran.Output, StringComparison.Ordinal);
        var (a, b) = (await OverlayHosts.AddressAsync("vm-a"), await OverlayHosts.AddressAsync("vm-b"));
        Assert.Contains($"{a} → {b}:8472", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_of_a_host_that_is_not_named_asks_for_the_host()
    {
        var missing = await OverlayHosts.AddressAsync("vm-c");

        (await fixture.WalkAsync(["vx-1", "10.222.0.13:7000"], ["vm-a", "vm-b"]))
            .AssertReported($"the VXLAN device vxlan77 of vm-a sends to {missing}", $"--host ssh://{missing}");
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_is_named_by_place_and_cause_and_its_cure_heals(
        string broken, string make, string host, string place, string cause)
    {
        await OverlayHosts.OnHostAsync(broken, await ResolveAsync(make));
        try
        {
            await fixture.AssertDiagnosedAsync(["vx-1", "vx-2:7000"], OverlayHosts.Names, (host, place, cause));
        }
        finally
        {
            await OverlayHosts.OnHostAsync(broken, "iptables -D INPUT -p udp --dport 8472 -j DROP 2> /dev/null || true");
        }
    }

    /// <summary>Containers that send more than the tunnel carries: the kernel tells them, and the walk says how much it is.</summary>
    [Fact]
    public async Task Packets_that_exceed_the_tunnel_are_named_with_the_length_that_fits()
    {
        const string Longer =
            """
            veth=$(ip -o link show master brvx type veth | sed 's/^[0-9]*: \([^@]*\)@.*/\1/')
            for device in brvx $veth; do ip link set $device mtu MTU; done
            nsenter -t $(docker inspect -f '{{.State.Pid}}' $(docker ps -q --filter network=vx)) -n ip link set eth0 mtu MTU
            """;
        foreach (var host in OverlayHosts.Names)
        {
            await OverlayHosts.OnHostAsync(host, Longer.Replace("MTU", "1500", StringComparison.Ordinal));
        }

        var ran = await fixture.WalkAsync(["vx-1", "vx-2", "--size", "1500"]);

        foreach (var host in OverlayHosts.Names)
        {
            await OverlayHosts.OnHostAsync(host, Longer.Replace("MTU", "1450", StringComparison.Ordinal));
        }

        Assert.Equal(1, ran.ExitCode);
        Assert.Contains("Set the network's MTU to 1450", ran.Output, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<IReadOnlyList<string>> AddressesAsync() =>
        await Task.WhenAll(OverlayHosts.Names.Select(OverlayHosts.AddressAsync));

    private static async Task<string> ResolveAsync(string make)
    {
        var addresses = await AddressesAsync();
        var mac = (await OverlayHosts.OnHostAsync(
            "vm-b", "docker inspect -f '{{range .NetworkSettings.Networks}}{{.MacAddress}}{{end}}' vx-2")).Trim();
        return string.Join(' ', make.Split(' ').Select(word => word.TrimEnd(';') switch
        {
            "A" => addresses[0],
            "B" => addresses[1],
            "C" => addresses[2],
            "TARGET" => mac,
            _ => word.TrimEnd(';'),
        } + (word.EndsWith(';') ? ";" : "")));
    }
}
