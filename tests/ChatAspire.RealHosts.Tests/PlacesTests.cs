using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using ChatAspire.Network.Execution;
using ChatAspire.Testing;

namespace ChatAspire.RealHosts.Tests;

/// <summary>Labs, users and networks of one machine never take each other's addresses, ports and names.</summary>
[Collection(nameof(MachineLab))]
public sealed partial class PlacesTests(MachineLab fixture)
{
    private static readonly string Name = $"{LabHome.Prefix}-places";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Runs in a network namespace with devices and routes of its own; the engine is reached through its socket.</summary>
    [Theory]
    [InlineData("ip address add 10.77.5.2/16 dev lan0", "192.168.")]
    [InlineData("ip address add 10.1.2.3/24 dev lan0; ip route add 10.0.0.0/8 dev lan0", "192.168.")]
    [InlineData("ip address add 10.1.2.3/24 dev lan0; ip route add default dev lan0; ip route add 0.0.0.0/1 dev lan0", "10.77.")]
    [InlineData("for range in 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16; do ip route add $range dev lan0; done", "198.18.")]
    public async Task The_underlay_avoids_this_machine_s_networks_and_routes(string surroundings, string range)
    {
        fixture.NewLab(Name);
        var script = (await LabHome.Machine.RunAsync(new HostCommand("unshare", "--net", "sh", "-c",
            $"""
            set -e
            PATH=$PATH:/usr/sbin:/sbin
            ip link set lo up; ip link add lan0 type bridge; ip link set lan0 up
            {surroundings}
            CHATLAB_HOME=$1 exec "$2" up --dry-run --lab "$3"
            """,
            "sh", fixture.Home, Repository.Chatlab, fixture.FileOf(Name)), Cancellation))
                .Check().Output;

        Assert.StartsWith(range, UnderlayOf(script), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_underlay_avoids_the_overlay()
    {
        var lab = fixture.NewLab(Name, spec => spec["overlay"]!["deviceSubnet"] = "10.0.0.0/8");

        Assert.StartsWith("192.168.", UnderlayOf((await lab.RunAsync("up", "--dry-run")).EnsureSuccess().Output), StringComparison.Ordinal);
    }

    /// <summary>Every run creates the labs of its lanes side by side.</summary>
    [Fact]
    public async Task Labs_created_side_by_side_all_work()
    {
        Assert.SkipUnless(FullRun.IsOn, "takes minutes; eng/test --full runs it.");
        var labs = Enumerable.Range(1, 3).Select(i => $"{Name}-{i}")
            .ToDictionary(name => name, name => fixture.NewLab(name));

        var ups = await Task.WhenAll(labs.Values.Select(lab => lab.RunAsync("up", "--json")));

        try
        {
            Assert.All(ups, up => up.EnsureSuccess());
            var underlays = await Task.WhenAll(labs.Keys.Select(async name => (await LabHome.Machine.RunAsync(
                new HostCommand("docker", "network", "inspect", "-f", "{{(index .IPAM.Config 0).Subnet}}", $"{name}-underlay"),
                    Cancellation)).Check().Output));
            Assert.Distinct(underlays);
            Assert.All(await Task.WhenAll(labs.Values.Select(lab => lab.RunAsync("up", "--json"))), again =>
                Assert.Empty(again.EnsureSuccess().Steps("applied", "repaired")));
        }
        finally
        {
            await Task.WhenAll(labs.Values.Select(lab => lab.RunAsync("down")));
        }
    }

    /// <summary>As after a reboot of the machine: the hosts are stopped, and nothing listens on their ports.</summary>
    [Fact]
    public async Task A_stopped_lab_keeps_its_ports_and_replaces_those_that_are_taken()
    {
        string[] hosts = [$"{fixture.Name}-host-a", $"{fixture.Name}-host-b"];
        await fixture.OnHostAsync("host-a", "touch /var/lib/docker/kept");
        var (a, b) = (await PortAsync(hosts[0], 22), await PortAsync(hosts[1], 22));
        (await LabHome.Machine.RunAsync(new HostCommand("docker", ["stop", "-t", "1", .. hosts]), Cancellation)).Check();

        var plan = (await fixture.NewLab(Name).RunAsync("up", "--dry-run")).EnsureSuccess().Output;
        Assert.DoesNotContain($"127.0.0.1:{a}:22", plan, StringComparison.Ordinal);
        Assert.DoesNotContain($"127.0.0.1:{b}:22", plan, StringComparison.Ordinal);

        using (var other = new TcpListener(IPAddress.Loopback, a))
        {
            other.Start();
            (await fixture.Lab.RunAsync("up")).EnsureSuccess();
        }

        Assert.NotEqual(a, await PortAsync(hosts[0], 22));
        Assert.Equal(b, await PortAsync(hosts[1], 22));
        await fixture.OnHostAsync("host-a", "test -e /var/lib/docker/kept");
        Assert.Empty((await fixture.Lab.RunAsync("up", "--json")).EnsureSuccess().Steps("applied", "repaired"));
    }

    [Theory]
    [InlineData("network create", "-underlay")]
    [InlineData("volume create", "-host-a")]
    [InlineData("create", "-host-a")]
    public async Task Every_verb_refuses_another_user_s_lab_and_leaves_it_unchanged(string make, string suffix)
    {
        var lab = fixture.NewLab(Name);
        await MakeAsync(make, suffix, "--label chatlab.owner=somebody");
        using var machine = await fixture.KeepMachineAsync();

        foreach (var verb in new string[][] { ["up"], ["up", "--dry-run"], ["status"], ["verify"], ["ssh", "host-a", "--", "true"],
            ["inspect"], ["dashboard"], ["down"] })
        {
            var refused = await lab.RunAsync(verb);

            Assert.True(refused.ExitCode == 2, $"{verb[0]}: exit code {refused.ExitCode}\n{refused.Error}");
            Assert.Contains("belongs to somebody, and you are ", refused.Error, StringComparison.Ordinal);
            Assert.Contains("sudo -u somebody", refused.Error, StringComparison.Ordinal);
        }

        await machine.AssertUnchangedAsync();
        (await LabHome.Machine.RunAsync(
            HostCommand.Shell("""docker rm "$1-host-a" 2>/dev/null || docker volume rm "$1-host-a" || docker network rm "$1-underlay" """,
            Name), Cancellation)).Check();
    }

    [Fact]
    public async Task Objects_without_an_owner_label_are_ours()
    {
        using var machine = await fixture.KeepMachineAsync();
        await MakeAsync("network create", "-underlay", "");
        await MakeAsync("volume create", "-host-a", "");

        (await fixture.NewLab(Name).RunAsync("down")).EnsureSuccess();

        await machine.AssertUnchangedAsync();
    }

    /// <param name="make">The command; a container takes its name as an option, and an image after it.</param>
    private static async Task MakeAsync(string make, string suffix, string options) => (await LabHome.Machine.RunAsync(HostCommand.Shell(
        $"docker {make} {options} --label chatlab.lab={Name} {(make == "create" ? "--name" : "")} "
        + $"{Name}{suffix} {(make == "create" ? "chataspire/debian:bookworm" : "")}"),
        Cancellation)).Check();

    private static async Task<int> PortAsync(string container, int port) => int.Parse(
        (await LabHome.Machine.RunAsync(new HostCommand("docker", "port", container, $"{port}"), Cancellation)).Check().Lines[0]
            .Split(':')[^1],
        System.Globalization.CultureInfo.InvariantCulture);

    private static string UnderlayOf(string script) => Subnet().Match(script).Groups["subnet"].Value;

    [GeneratedRegex(@"docker network create --subnet (?<subnet>\S+)")]
    private static partial Regex Subnet();
}
