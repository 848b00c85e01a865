using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Spec;

/// <summary>What <c>lab.json</c> asks for: the one place for names, addresses and images.</summary>
public sealed record LabSpec(
    string Name,
    OverlaySpec Overlay,
    IReadOnlyList<HostSpec> Hosts,
    RedisSpec Redis,
    IReadOnlyList<ChatSpec> Chat,
    DashboardSpec Dashboard,
    ImagesSpec Images)
{
    /// <summary>Reads and checks a lab file.</summary>
    /// <param name="path">A JSON file; comments and trailing commas are allowed.</param>
    /// <exception cref="LabSpecException">The file is missing, is no JSON, or asks for what cannot be; the message names the JSON path.</exception>
    public static LabSpec Load(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var spec = JsonSerializer.Deserialize(file, LabSpecJson.TypeInfo)
                ?? throw new LabSpecException($"{path}: $: expected an object, found null.");
            var mistakes = LabSpecRules.Mistakes(spec);
            return mistakes.Count == 0
                ? spec
                : throw new LabSpecException(string.Join('\n', mistakes.Select(mistake => $"{path}: {mistake}")));
        }
        catch (JsonException e)
        {
            throw new LabSpecException($"{path}: {LabSpecJson.Explain(e)}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabSpecException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>
    /// Where a lab address lives on one machine without containers: the same last three octets on loopback
    /// (172.18.0.11 → 127.18.0.11).
    /// </summary>
    public static IPAddress OnLoopback(string address)
    {
        var bytes = IPAddress.Parse(address).GetAddressBytes();
        bytes[0] = 127;
        return new IPAddress(bytes);
    }
}

/// <summary>The VXLAN overlay and the Docker network on it.</summary>
/// <param name="Network">The Docker network's name, and its bridge's.</param>
/// <param name="Subnet">IPv4 CIDR, the same on every host.</param>
/// <param name="Device">The VXLAN device's name (VTEP).</param>
/// <param name="DeviceSubnet">IPv4 CIDR of the VXLAN devices' own addresses: the first host has the first, and so on.</param>
/// <param name="Vni">VXLAN network identifier, 1–16777215.</param>
/// <param name="Port">UDP destination port of the tunnel.</param>
/// <param name="Mtu">Bytes; <c>"auto"</c> in the file, null here: what the underlay leaves.</param>
/// <param name="BridgeNetfilter">Whether frames that stay on a bridge pass the host's iptables (<c>bridge-nf-call-iptables</c>).</param>
public sealed record OverlaySpec(
    string Network,
    string Subnet,
    string Device,
    string DeviceSubnet,
    int Vni,
    int Port,
    [property: JsonConverter(typeof(MtuJsonConverter))] int? Mtu,
    bool BridgeNetfilter = false);

/// <summary>A Docker host.</summary>
/// <param name="Gateway">The address of this host's own end of the bridge, in the overlay's subnet.</param>
public sealed record HostSpec(string Name, string Gateway);

/// <summary>The Redis container.</summary>
public sealed record RedisSpec(string Name, string Host, string Address, int Port);

/// <summary>A chat node's container.</summary>
/// <param name="Publish">The port published on its host; also the port it listens on.</param>
public sealed record ChatSpec(string Name, string Host, string Address, int Publish);

/// <summary>The Aspire dashboard's container.</summary>
public sealed record DashboardSpec(string Name, string Host, string Address)
{
    /// <summary>Its page and its telemetry API, on the host's loopback. The image's port.</summary>
    public const int PagePort = 18888;

    /// <summary>OTLP over gRPC, on the overlay. The image's port.</summary>
    public const int OtlpPort = 18889;
}

/// <summary>Image references.</summary>
/// <param name="Host">Base of the local hosts' image: a Debian or Ubuntu, whose own Docker Engine the hosts run.</param>
/// <param name="Dotnet">Base of the chat's image: an ASP.NET Core runtime.</param>
/// <param name="Test">What <c>test-a</c> and <c>test-b</c> run.</param>
public sealed record ImagesSpec(string Host, string Redis, string Chat, string Dotnet, string Dashboard, string Test)
{
    /// <summary>All, by their keys in the file.</summary>
    internal IReadOnlyList<(string Role, string Name)> ByRole =>
        [("host", Host), ("redis", Redis), ("chat", Chat), ("dotnet", Dotnet), ("dashboard", Dashboard), ("test", Test)];
}

/// <summary>A lab file that cannot be used; the message names file, JSON path, and what was expected.</summary>
public sealed class LabSpecException(string message, Exception? inner = null) : UserErrorException(message, inner: inner);
