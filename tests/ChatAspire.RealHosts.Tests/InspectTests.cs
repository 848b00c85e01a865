using System.Text.Json;

namespace ChatAspire.RealHosts.Tests;

/// <summary><c>inspect</c> compared with what Docker and the kernel report.</summary>
[Collection(nameof(LessonLab))]
public sealed class InspectTests(LessonLab fixture)
{
    [Theory]
    [InlineData("host-a", "redis")]
    [InlineData("host-a", "chat-a")]
    [InlineData("host-b", "chat-b")]
    public async Task Reports_a_container_s_namespace_veth_bridge_and_addresses_as_the_kernel_does(string host, string name)
    {
        var container = (await InspectAsync(host)).GetProperty("containers").EnumerateArray().Single(one => Text(one, "name") == name);
        var eth0 = container.GetProperty("namespace").GetProperty("devices").EnumerateArray()
            .Single(device => Text(device, "name") == "eth0");
        var veth = Text(eth0, "hostEnd");
        var (ns, inside, outside, master, address, mac, gateway) = await KernelAsync(host, name, veth);

        Assert.Equal(ns, Text(container.GetProperty("namespace"), "id"));
        Assert.Equal(inside, $"{eth0.GetProperty("index").GetInt32()} {eth0.GetProperty("peerIndex").GetInt32()}");
        Assert.Equal(outside, $"{eth0.GetProperty("peerIndex").GetInt32()} {eth0.GetProperty("index").GetInt32()}");
        Assert.Equal(master, Text(eth0, "bridge"));
        Assert.Equal((address, mac), (Text(eth0.GetProperty("addresses")[0], "local"), Text(eth0, "mac")));
        Assert.Contains(container.GetProperty("namespace").GetProperty("routes").EnumerateArray(),
            route => Text(route, "dst") == "default" && Text(route, "gateway") == gateway);
    }

    [Fact]
    public async Task Reports_rules_and_tunnel_as_installed()
    {
        var host = await InspectAsync("host-a");

        Assert.Empty(host.GetProperty("skipped").EnumerateArray());
        foreach (var table in new[] { "filter", "nat" })
        {
            var reported = host.GetProperty("firewall").GetProperty("chains").EnumerateArray().Where(chain => Text(chain, "table") == table)
                .SelectMany(chain => chain.GetProperty("rules").EnumerateArray().Select(rule => Text(rule, "text"))).ToList();
            var installed = (await fixture.OnHostAsync("host-a", $"iptables -t {table} -S")).Split('\n')
                .Where(line => line.StartsWith("-A ", StringComparison.Ordinal)).ToList();
            Assert.Equal(installed.Order(StringComparer.Ordinal), reported.Order(StringComparer.Ordinal));
        }

        var peer = (await fixture.OnHostAsync("host-b", "ip -4 -o address show dev eth0 | grep -o 'inet [0-9.]*' | cut -d' ' -f2")).Trim();
        Assert.Contains(host.GetProperty("fdb").EnumerateArray(),
            entry => Text(entry, "mac") == "00:00:00:00:00:00" && Text(entry, "ifname") == "vxlan0" && Text(entry, "dst") == peer);
    }

    [Fact]
    public async Task Tables_and_picture_contain_every_container()
    {
        Assert.Equal(0, fixture.FirstUp.ExitCode);
        var picture = Path.Combine(fixture.Home, "map.svg");
        var tables = (await fixture.Lab.RunAsync("inspect")).EnsureSuccess().Output;
        (await fixture.Lab.RunAsync("inspect", "--picture", picture)).EnsureSuccess();

        var svg = await File.ReadAllTextAsync(picture, TestContext.Current.CancellationToken);
        foreach (var name in new[] { "host-a", "host-b", "redis", "chat-a", "chat-b", "dashboard", "vxlan-net", "vxlan0",
            "172.18.0.100/16" })
        {
            Assert.Contains(name, tables, StringComparison.Ordinal);
            Assert.Contains($">{name}", svg, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Unknown host \"host-z\"", "inspect", "host-z")]
    [InlineData("Unknown host \"host-z\"", "drivers", "host-z")]
    [InlineData(".svg or a .html", "inspect", "--picture", "map.png")]
    [InlineData("cannot be written", "inspect", "--picture", "/proc/nowhere/map.svg")]
    public async Task Rejects_impossible_arguments_with_a_reason(string reason, params string[] arguments)
    {
        var ran = await fixture.Lab.RunAsync(arguments);

        Assert.Equal(2, ran.ExitCode);
        Assert.Contains(reason, ran.Error, StringComparison.Ordinal);
    }

    private async Task<JsonElement> InspectAsync(string host) =>
        JsonDocument.Parse((await fixture.Lab.RunAsync("inspect", host, "--json")).EnsureSuccess().Output).RootElement.GetProperty("hosts")[
            0];

    /// <summary>
    /// Reads the same by the chapter's commands: <c>docker inspect</c>, <c>/proc/PID/ns/net</c>, <c>iflink</c> on both ends.
    /// </summary>
    private async Task<(string Namespace, string Inside, string Outside, string Master, string Address, string Mac,
        string Gateway)> KernelAsync(string host, string name, string veth)
    {
        var lines = (await fixture.OnHostAsync(host, $$$"""
            pid=$(docker inspect -f '{{.State.Pid}}' {{{name}}})
            readlink /proc/$pid/ns/net
            docker exec {{{name}}} cat /sys/class/net/eth0/ifindex /sys/class/net/eth0/iflink | xargs
            cat /sys/class/net/{{{veth}}}/ifindex /sys/class/net/{{{veth}}}/iflink | xargs
            basename $(readlink /sys/class/net/{{{veth}}}/master)
            docker inspect {{{name}}} \
                -f '{{range .NetworkSettings.Networks}}{{println .IPAddress}}{{println .MacAddress}}{{println .Gateway}}{{end}}'
            """)).Split('\n');
        return (lines[0], lines[1], lines[2], lines[3], lines[4], lines[5], lines[6]);
    }

    private static string Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
