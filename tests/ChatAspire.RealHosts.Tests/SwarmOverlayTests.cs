using System.Text.RegularExpressions;

namespace ChatAspire.RealHosts.Tests;

/// <summary>A Swarm overlay of two hosts, whose bridge and VXLAN device are in a namespace of the engine.</summary>
[Collection(nameof(OverlayHosts))]
public sealed partial class SwarmOverlayTests(OverlayHosts fixture)
{
    private const string Run = "docker run -d --name NAME -v /usr:/usr:ro --network ov plain sleep infinity > /dev/null";

    [Fact]
    public async Task A_Swarm_overlay_between_hosts_is_refused_with_the_namespace_of_its_devices()
    {
        Assert.SkipUnless(LabHome.Full, "runs with CHATASPIRE_FULL=1");
        var manager = await OverlayHosts.AddressAsync("vm-a");
        var token = (await OverlayHosts.OnHostAsync(
            "vm-a", $"docker swarm init --advertise-addr {manager} > /dev/null; docker swarm join-token -q worker")).Trim();
        try
        {
            await OverlayHosts.OnHostAsync("vm-b", $"docker swarm join --token {token} {manager}:2377 > /dev/null");
            await OverlayHosts.OnHostAsync("vm-a", $"docker network create -d overlay --attachable ov > /dev/null; {Named("swarm-1")}");
            await OverlayHosts.OnHostAsync("vm-b", Named("swarm-2"));
            await OverlayHosts.OnHostAsync("vm-a", "docker exec swarm-1 ping -c 1 -W 5 swarm-2 > /dev/null");

            var ran = await fixture.WalkAsync(["swarm-1", "swarm-2", "--ping"], ["vm-a", "vm-b"]);

            ran.AssertReported("swarm-1 and swarm-2 are on the Swarm overlay ov", "On vm-a: nsenter --net=/run/docker/netns/1-");
            var path = EngineNamespace().Match(ran.Error).Value;
            Assert.Contains("vxlan0", await OverlayHosts.OnHostAsync("vm-a", $"nsenter --net={path} bridge fdb show dev vxlan0"
                + $"; nsenter --net={path} ip -o link show vxlan0"), StringComparison.Ordinal);
        }
        finally
        {
            foreach (var host in new[] { "vm-b", "vm-a" })
            {
                await OverlayHosts.OnHostAsync(
                    host, "docker rm -f swarm-1 swarm-2 2> /dev/null || true; docker swarm leave --force || true");
            }
        }
    }

    private static string Named(string name) => Run.Replace("NAME", name, StringComparison.Ordinal);

    [GeneratedRegex("/run/docker/netns/1-[0-9a-z]+")]
    private static partial Regex EngineNamespace();
}
