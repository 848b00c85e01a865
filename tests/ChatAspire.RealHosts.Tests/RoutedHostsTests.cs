using System.Text.Json;

namespace ChatAspire.RealHosts.Tests;

/// <summary>A container on a network that only one host has; the other host has a route to it, and no tunnel is involved.</summary>
[Collection(nameof(WalkLab))]
public sealed class RoutedHostsTests(WalkLab fixture) : IAsyncLifetime
{
    private const string Subnet = "10.210.10.0/24";

    /// <summary>The commands on host-a that break and repair the path; place and cause.</summary>
    public static TheoryData<string, string, string, string> Faults => new()
    {
        { "iptables -I DOCKER-USER -p icmp -j DROP", "iptables -D DOCKER-USER -p icmp -j DROP", "filter DOCKER-USER", "rule-drops" },
    };

    /// <summary>More faults, with CHATASPIRE_FULL=1.</summary>
    public static TheoryData<string, string, string, string> MoreFaults => !FullRun.IsOn ? [] : new()
    {
        { "sysctl -qw net.ipv4.ip_forward=0", "sysctl -qw net.ipv4.ip_forward=1", "the kernel", "forwarding-off" },
        { "into other ip route del default", "into other ip route add default via 10.210.10.1", "eth0 of other", "route-missing" },
        { "into other iptables -A INPUT -p icmp -j DROP", "into other iptables -D INPUT -p icmp -j DROP", "filter INPUT of other",
            "rule-drops" },
    };

    public async ValueTask InitializeAsync()
    {
        Requirements.Check(GetType());
        var address = (await fixture.OnHostAsync("host-a", "ip -4 -o address show eth0 | grep -o 'inet [0-9.]*' | cut -d' ' -f2")).Trim();
        await fixture.OnHostAsync("host-a", $"docker network create --subnet {Subnet} routed > /dev/null && "
            + "docker run -d --name other --network routed alpine:latest sleep 9999 > /dev/null");
        await fixture.OnHostAsync("host-b", $"ip route add {Subnet} via {address}");
    }

    [Fact]
    public async Task A_healthy_path_is_followed_over_both_hosts()
    {
        var ran = (await fixture.Lab.RunAsync("walk", "chat-b", "other", "--ping")).EnsureSuccess();

        Assert.Contains("all arrived", ran.Output, StringComparison.Ordinal);
        Assert.Contains("eth0 of other", ran.Output, StringComparison.Ordinal);
        Assert.Contains("MASQUERADE", ran.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("VNI", ran.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    [MemberData(nameof(MoreFaults))]
    public async Task A_broken_path_is_named_by_place_and_cause(string make, string undo, string place, string cause)
    {
        await fixture.OnHostAsync("host-a", Into(make));
        try
        {
            var ran = await fixture.Lab.RunAsync("walk", "chat-b", "other", "--ping", "--json");

            var verdict = JsonDocument.Parse(ran.Output).RootElement.GetProperty("verdict");
            Assert.Equal(("host-a", place, cause), (
                verdict.GetProperty("host").GetString(), verdict.GetProperty("location").GetString(),
                verdict.GetProperty("causeId").GetString()));
        }
        finally
        {
            await fixture.OnHostAsync("host-a", Into(undo));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await fixture.OnHostAsync("host-b", $"ip route del {Subnet} || true");
        await fixture.OnHostAsync("host-a", "docker rm -f other; docker network rm routed; true");
    }

    private static string Into(string command) =>
        $"into() {{ pid=$(docker inspect -f '{{{{.State.Pid}}}}' \"$1\"); shift; nsenter -t \"$pid\" -n \"$@\"; }}; {command}";
}
