using System.Text.Json.Nodes;
using ChatAspire.Lab.Spec;

namespace ChatAspire.Lab.Tests.Spec;

public class LabSpecTests
{
    /// <summary>An image's SHA-256.</summary>
    private const string Digest = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    private static readonly string Default = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "lab.json"));

    [Fact]
    public void Maps_a_lab_address_to_loopback_by_its_last_octets() =>
        Assert.Equal("127.18.0.11", LabSpec.OnLoopback("172.18.0.11").ToString());

    [Fact]
    public void The_shipped_lab_file_is_valid() =>
        Assert.Equal(["host-a", "host-b"], Load(Default).Hosts.Select(host => host.Name));

    [Theory]
    [InlineData("overlay.vni", "0", "$.overlay.vni: 0 is outside 1–16777215.")]
    [InlineData("overlay.vni", "16777216", "$.overlay.vni: 16777216 is outside 1–16777215.")]
    [InlineData("overlay.vni", "\"10\"", "$.overlay.vni (line ")]
    [InlineData("overlay.port", "65536", "$.overlay.port: 65536 is outside 1–65535.")]
    [InlineData("overlay.mtu", "100", "$.overlay.mtu: 100 is outside 576–65485; \"auto\" uses the largest that the underlay carries.")]
    [InlineData("overlay.mtu", "\"big\"", "expected \"auto\" or a number of bytes.")]
    [InlineData("overlay.subnet", "\"172.18.0.0\"", "$.overlay.subnet: \"172.18.0.0\" is not an IPv4 network such as 172.18.0.0/16")]
    [InlineData("overlay.subnet", "\"172.18.0.1/16\"", "$.overlay.subnet: \"172.18.0.1/16\" is not an IPv4 network")]
    [InlineData("overlay.subnet", "\"172.18.0.0/28\"", "$.overlay.subnet: 172.18.0.0/28 is too small for 2 hosts; use /27 or larger.")]
    [InlineData("overlay.subnet", "\"127.0.0.0/16\"", "$.overlay.subnet: 127.0.0.0/16 is not a range for hosts")]
    [InlineData("overlay.deviceSubnet", "\"172.18.128.0/24\"", "$.overlay.deviceSubnet: 172.18.128.0/24 overlaps $.overlay.subnet "
        + "172.18.0.0/16")]
    [InlineData("overlay.device", "\"a-name-of-sixteen\"", "$.overlay.device: \"a-name-of-sixteen\" is not a valid device name; 1–15")]
    [InlineData("overlay.device", "\"vxlan-net\"", "$.overlay.device: duplicate vxlan-net; already used by $.overlay.network")]
    [InlineData("overlay.colour", "\"red\"", "unknown key \"colour\"; known here: network, subnet, device, deviceSubnet, vni, port, "
        + "mtu, bridgeNetfilter.")]
    [InlineData("overlay.bridgeNetfilter", "\"no\"", "expected true or false.")]
    [InlineData("hosts.1.gateway", "\"172.18.0.1\"", "$.hosts[1].gateway: duplicate 172.18.0.1; already used by $.hosts[0].gateway.")]
    [InlineData("hosts.1.gateway", "\"172.19.0.2\"", "$.hosts[1].gateway: 172.19.0.2 is outside $.overlay.subnet 172.18.0.0/16.")]
    [InlineData("hosts.1.gateway", "\"172.18.2\"", "$.hosts[1].gateway: \"172.18.2\" is not an IPv4 address such as 172.18.0.11.")]
    [InlineData("hosts.1.name", "\"host-a\"", "$.hosts[1].name: duplicate host-a; already used by $.hosts[0].name.")]
    [InlineData("hosts.1.name", "\"Host B\"", "$.hosts[1].name: \"Host B\" is not a valid name")]
    [InlineData("hosts", "[{\"name\":\"host-a\",\"gateway\":\"172.18.0.1\"}]", "$.hosts: 1 hosts; 2 to 9 are possible.")]
    [InlineData("chat.0.address", "\"172.18.0.1\"", "$.chat[0].address: duplicate 172.18.0.1; already used by $.hosts[0].gateway.")]
    [InlineData("chat.0.address", "\"172.18.0.22\"", "$.chat[1].address: duplicate 172.18.0.22; already used by $.chat[0].address.")]
    [InlineData("chat.0.address", "\"172.18.255.255\"", "$.chat[0].address: 172.18.255.255 is the network or broadcast address")]
    [InlineData("chat.0.host", "\"host-c\"", "$.chat[0].host: \"host-c\" is not a host of $.hosts; use one of host-a, host-b.")]
    [InlineData("chat.0.publish", "0", "$.chat[0].publish: 0 is outside 1–65535.")]
    [InlineData("chat.0.publish", "22", "$.chat[0].publish: 22 on host-a belongs to the SSH server; choose another.")]
    [InlineData("chat.0.publish", "18888", "$.chat[0].publish: 18888 on host-a belongs to the dashboard; choose another.")]
    [InlineData("chat.0.name", "\"redis\"", "$.chat[0].name: duplicate redis; already used by $.redis.name.")]
    [InlineData("chat.0.name", "\"host-b\"", "$.chat[0].name: duplicate host-b; already used by $.hosts[1].name.")]
    [InlineData("chat.1", "null", "$.chat[1]: expected an object { … }, found null.")]
    [InlineData("hosts.0", "null", "$.hosts[0]: expected an object { … }, found null.")]
    [InlineData("chat.0.publish", "\"5000\"", "expected a whole number without quotes.")]
    [InlineData("chat", "[]", "$.chat: empty; a lab needs at least one chat node.")]
    [InlineData("dashboard.address", "null", "$.dashboard")]
    [InlineData("images.redis", "\"Redis:8\"", "$.images.redis: \"Redis:8\" is not an image reference such as redis:8")]
    [InlineData("images.test", "\"\"", "$.images.test: \"\" is not an image reference")]
    [InlineData("images.redis", "\"redis:8@sha256:" + Digest + "\"", "$.images.redis: \"redis:8@sha256:" + Digest
        + "\" has a digest, which is lost on the way to the hosts; use a tag, such as redis:8.")]
    [InlineData("images.chat", "\"chat-app@sha256:" + Digest + "\"", "$.images.chat: ")]
    [InlineData("name", "\"../up\"", "$.name: \"../up\" is not a valid name")]
    public void Reports_an_error_with_its_path_and_what_was_expected(string path, string value, string expected)
    {
        var lab = JsonNode.Parse(Default)!;
        Set(lab, path, JsonNode.Parse(value));

        var error = Assert.Throws<LabSpecException>(() => Load(lab.ToJsonString()));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.All(error.Message.Split('\n'), line => Assert.Contains(".json: $", line, StringComparison.Ordinal));
    }

    /// <summary>The one image that is never sent: hosts are created from it on the engine that pulled it.</summary>
    [Fact]
    public void The_image_of_the_hosts_may_have_a_digest()
    {
        var name = $"debian@sha256:{new string('a', 64)}";

        Assert.Equal(name, With("images.host", $"\"{name}\"").Images.Host);
    }

    [Fact]
    public void Reports_all_errors_at_once()
    {
        var lab = JsonNode.Parse(Default)!;
        Set(lab, "overlay.vni", 0);
        Set(lab, "chat.1.host", "nowhere");

        Assert.Equal(2, Assert.Throws<LabSpecException>(() => Load(lab.ToJsonString())).Message.Split('\n').Length);
    }

    [Fact]
    public void Names_a_missing_key()
    {
        var lab = JsonNode.Parse(Default)!;
        lab["overlay"]!.AsObject().Remove("vni");

        Assert.Contains("missing 'vni'", Assert.Throws<LabSpecException>(() => Load(lab.ToJsonString())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_the_line_of_invalid_JSON() =>
        Assert.Contains("(line 2)", Assert.Throws<LabSpecException>(() => Load("{\n  \"name\": oops }")).Message, StringComparison.Ordinal);

    [Fact]
    public void Names_a_missing_file() =>
        Assert.Contains("/no/such.json", Assert.Throws<LabSpecException>(() => LabSpec.Load("/no/such.json"))
            .Message, StringComparison.Ordinal);

    /// <summary>The shipped lab file with one value changed.</summary>
    internal static LabSpec With(string path, string value)
    {
        var lab = JsonNode.Parse(Default)!;
        Set(lab, path, JsonNode.Parse(value));
        return Load(lab.ToJsonString());
    }

    internal static LabSpec Load(string json)
    {
        var path = Path.Combine(Path.GetTempPath(), $"lab-{Guid.NewGuid():N}.json");
        File.WriteAllText(path, json);
        try
        {
            return LabSpec.Load(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Sets <c>hosts.1.name</c> and the like.</summary>
    private static void Set(JsonNode node, string path, JsonNode? value)
    {
        var parts = path.Split('.');
        foreach (var part in parts[..^1])
        {
            node = int.TryParse(part, out var i) ? node[i]! : node[part]!;
        }

        if (int.TryParse(parts[^1], out var last))
        {
            node[last] = value;
        }
        else
        {
            node[parts[^1]] = value;
        }
    }
}
