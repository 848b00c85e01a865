using ChatAspire.Network.Execution;
using ChatAspire.Testing;

namespace ChatAspire.RealHosts.Tests;

/// <summary>A machine beside the hosts adds a route to the overlay by way of a host whose FORWARD policy is ACCEPT.</summary>
[Collection(nameof(HostsLab))]
public sealed class RouteTests(HostsLab fixture) : EngineTests(fixture)
{
    private const string Published = "5000";
    private const string Rule = "-A PREROUTING -d 172.18.0.0/16 ! -i vxlan-net";

    /// <summary>Redis, the dashboard's page, OTLP, the chat's own port.</summary>
    private static readonly string[] Inside =
        ["172.18.0.100/6379", "172.18.0.200/18888", "172.18.0.200/18889", "172.18.0.11/5000"];

    [Fact]
    public async Task Only_a_published_port_answers_and_up_restores_the_rule()
    {
        var policy = (await fixture.OnHostAsync("host-a", "iptables -S FORWARD | sed -n 's/^-P FORWARD //p'")).Trim();
        await fixture.OnHostAsync("host-a", "iptables -P FORWARD ACCEPT");
        try
        {
            Assert.Equal([Published], await OpenAsync());

            await fixture.OnHostAsync("host-a", $"iptables -t raw -S | grep -e '{Rule}' | sed 's/^-A/-D/' | xargs iptables -t raw");
            Assert.Equal([.. Inside, Published], await OpenAsync());

            var up = (await fixture.Lab.RunAsync("up", "--json")).EnsureSuccess();
            Assert.Equal(
                ["host-a: 172.18.0.0/16 is reachable by the overlay only"],
                up.Steps("applied", "repaired").Where(step => !step.Contains(": Temporary test-", StringComparison.Ordinal)));
            Assert.Equal([Published], await OpenAsync());
        }
        finally
        {
            await fixture.OnHostAsync("host-a", $"iptables -P FORWARD {policy}");
        }
    }

    /// <returns>The places that accept a connection from a container on the hosts' network.</returns>
    private async Task<IReadOnlyList<string>> OpenAsync()
    {
        var network = $"{fixture.Name}-underlay";
        var address = await LabHome.Machine.RunAsync(
            new HostCommand("docker", "inspect", "-f",
                $"{{{{(index .NetworkSettings.Networks \"{network}\").IPAddress}}}}", $"{fixture.Name}-host-a"),
            TestContext.Current.CancellationToken);
        var open = await LabHome.Machine.RunAsync(
            HostCommand.Shell(Neighbor.Script, [network, address.Check().Output.Trim(), .. Inside]).WithTimeout(TimeSpan.FromMinutes(1)),
            TestContext.Current.CancellationToken);
        return open.Check().Lines;
    }
}
