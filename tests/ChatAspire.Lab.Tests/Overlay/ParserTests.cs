using System.Text;
using ChatAspire.Lab.Overlay;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Lab.Tests.Overlay;

/// <summary>The parsers, with output captured from real hosts (iproute2 6.1.0, Docker 20.10.24).</summary>
public class ParserTests
{
    private const string VxlanLink = """
        [{},{"ifindex":4,"ifname":"vxlan0","flags":["BROADCAST","MULTICAST","UP","LOWER_UP"],"mtu":1450,"qdisc":"noqueue",
        "master":"vxlan-net","operstate":"UNKNOWN","linkinfo":{"info_kind":"vxlan","info_data":{"id":10,"remote":"10.77.0.12",
        "link":"eth0","port_range":{"low":0,"high":0},"port":4789,"learning":true,"ttl":0,"df":"unset","ageing":300,"udp_csum":true},
        "info_slave_kind":"bridge"},"addr_info":[{"family":"inet","local":"172.100.0.1","prefixlen":16,"broadcast":"172.100.255.255",
        "scope":"global","label":"vxlan0"},{"family":"inet6","local":"fe80::50dc:9cff:fe7e:9936","prefixlen":64,"scope":"link"}]}]
        """;

    private const string Flooding = """
        [{"mac":"52:dc:9c:7e:99:36","ifname":"vxlan0","vlan":1,"flags":[],"master":"vxlan-net","state":"permanent"},
        {"mac":"02:42:ac:12:00:16","dst":"10.77.0.12","flags":["self"],"state":""},{"mac":"00:00:00:00:00:00","dst":"10.77.0.12",
        "viaIf":"eth0","flags":["self"],"state":"permanent"},{"mac":"00:00:00:00:00:00","dst":"10.77.0.12","flags":["self"],
        "state":"permanent"}]
        """;

    private const string Networks = """
        [{"Name":"bridge","Driver":"bridge","IPAM":{"Driver":"default","Options":null,"Config":[{"Subnet":"172.17.0.0/16"}]},
        "Containers":{},"Options":{"com.docker.network.bridge.name":"docker0"},"Labels":{}},{"Name":"host","Driver":"host",
        "IPAM":{"Driver":"default","Options":null,"Config":[]},"Options":{},"Labels":{}},{"Name":"six","Driver":"bridge",
        "IPAM":{"Driver":"default","Options":{},"Config":[{"Subnet":"fd00::/64"},{"Subnet":"172.18.0.0/16","IPRange":"172.18.64.0/18",
        "Gateway":"172.18.0.1","AuxiliaryAddresses":{"host-b":"172.18.0.2"}}]},"Options":null,"Labels":null}]
        """;

    private const string Hosts = """
        [{"Id":"1a27b23e42f4","Created":"2026-11-25T23:36:22.86584855Z","State":{"Status":"running","Running":true,"Paused":false,
        "Pid":18107,"ExitCode":0},"Name":"/lab-85769f-host-a","HostConfig":{"NetworkMode":"lab-85769f-underlay",
        "PortBindings":{"22/tcp":[{"HostIp":"127.0.0.1","HostPort":"2201"}],"5000/tcp":[{"HostIp":"127.0.0.1","HostPort":"5001"}]},
        "CapDrop":["CAP_SYS_RESOURCE"]},"Config":{"Hostname":"host-a","Image":"chatlab/host:282d7e145ca3",
        "Labels":{"chataspire.image":"host","chatlab.config":"282d7e145ca3","chatlab.host":"host-a","chatlab.lab":"lab-85769f"}},
        "NetworkSettings":{"Ports":{"22/tcp":[{"HostIp":"127.0.0.1","HostPort":"2201"}]},
        "Networks":{"lab-85769f-underlay":{"IPAMConfig":{"IPv4Address":"10.77.0.11"},"Links":null,"Aliases":["1a27b23e42f4","host-a"],
        "NetworkID":"8173ec5523fa279f2822a6cc58dd2c7a71f593563e8d35fd6633e97c1efcf4f1",
        "EndpointID":"3e31f9ef59bb3a9ac3a107dc668b280fb3fe36ec25541a552a3738e185d4fac1","Gateway":"10.77.0.1","IPAddress":"10.77.0.11",
        "IPPrefixLen":24,"IPv6Gateway":"","GlobalIPv6Address":"","GlobalIPv6PrefixLen":0,"MacAddress":"02:42:0a:4d:00:0b",
        "DriverOpts":null}}}}]
        """;

    [Fact]
    public void Parses_a_VXLAN_device_with_its_bridge_and_addresses()
    {
        var link = Device.Parse(Result(VxlanLink))!;

        Assert.Equal(("vxlan0", 1450, "vxlan-net", true), (link.Name, link.Mtu, link.Master, link.IsUp));
        Assert.Equal(("vxlan", new Vxlan(10, "10.77.0.12", "eth0", 4789)), (link.Kind, link.Vxlan));
        Assert.Contains("172.100.0.1/16", link.Addresses.Select(address => address.ToString()));
    }

    [Fact]
    public void Returns_null_for_a_missing_device() => Assert.Null(Device.Parse(Result("", exitCode: 1)));

    [Fact]
    public void Parses_flood_entries_only_and_keeps_duplicates_of_a_peer()
    {
        var entries = FloodEntry.Parse(Result(Flooding));

        Assert.Equal([("10.77.0.12", "eth0"), ("10.77.0.12", null)], entries.Select(entry => (entry.Dst!, entry.ViaIf)));
        Assert.Equal("bridge fdb del 00:00:00:00:00:00 dev vxlan0 dst 10.77.0.12", entries[1].Delete("vxlan0").ToShell());
    }

    [Fact]
    public void Parses_networks_with_their_IPv4_subnets()
    {
        var networks = DockerNetwork.Parse(Result(Networks));

        Assert.Equal(["172.17.0.0/16", "", "172.18.0.0/16"], networks.Select(network => string.Join(' ', network.Subnets)));
    }

    [Theory]
    [InlineData("Error response from daemon: network 4bd3f35682ae not found\n", true)]
    [InlineData("Error: No such network: 4bd3f35682ae\nError: No such network: 2dd02371a31e\n", true)]
    [InlineData("Error: No such network: 4bd3f35682ae\nCannot connect to the Docker daemon\n", false)]
    [InlineData("", false)]
    public void Ignores_networks_removed_during_the_query(string error, bool isNone)
    {
        var result = Result(Networks, 123) with { Error = error };

        if (isNone)
        {
            Assert.Equal(3, DockerNetwork.Parse(result).Count);
        }
        else
        {
            Assert.Throws<CommandFailedException>(() => DockerNetwork.Parse(result));
        }
    }

    public static TheoryData<string> Answers => [.. Whole.Keys];

    /// <summary>
    /// Changes depend on this output, so it is parsed completely or rejected with an error that names the host and the command.
    /// </summary>
    [Theory]
    [MemberData(nameof(Answers))]
    public void Damaged_output_is_parsed_completely_or_rejected(string name)
    {
        var (output, parse) = Whole[name];
        var whole = parse(Result(output));
        Assert.True(whole > 0);
        var refused = 0;

        foreach (var copy in Mutations.Of(Encoding.UTF8.GetBytes(output), 1000, 20261125))
        {
            try
            {
                // Blank output is valid for these commands: it means that there is nothing.
                Assert.True(parse(Result(copy)) == whole || copy.All(one => one is (byte)' ' or (byte)'\n'), Encoding.UTF8.GetString(copy));
            }
            catch (UserErrorException e)
            {
                refused++;
                Assert.StartsWith("host-a: ", e.Message, StringComparison.Ordinal);
            }
        }

        Assert.NotEqual(0, refused);
    }

    private static readonly Dictionary<string, (string Output, Func<CommandResult, int> Count)> Whole = new()
    {
        ["ip address show"] = (VxlanLink, result => Device.Parse(result) is null ? 0 : 1),
        ["docker network inspect"] = (Networks, result => DockerNetwork.Parse(result).Count),
        ["docker container inspect"] = (Hosts, result => DockerContainer.Parse(result).Count),
    };

    [Fact]
    public void A_damaged_list_of_flood_entries_is_parsed_or_rejected()
    {
        foreach (var copy in Mutations.Of(Encoding.UTF8.GetBytes(Flooding), 1000, 20261125))
        {
            try
            {
                Assert.InRange(FloodEntry.Parse(Result(copy)).Count, 0, 3);
            }
            catch (CommandFailedException e)
            {
                Assert.StartsWith("host-a: unreadable output", e.Message, StringComparison.Ordinal);
            }
        }
    }

    private static CommandResult Result(string output, int exitCode = 0) => Result(Encoding.UTF8.GetBytes(output), exitCode);

    private static CommandResult Result(byte[] output, int exitCode = 0) =>
        new("host-a", new HostCommand("ip"), exitCode, output, "", TimeSpan.Zero);
}
