using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatAspire.Network.Inspection;

/// <summary>JSON readers for the output of iproute2 (<c>ip -json</c>, <c>bridge -json</c>), generated at build time.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNameCaseInsensitive = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(IpDevice))]
[JsonSerializable(typeof(Vxlan))]
[JsonSerializable(typeof(Route))]
[JsonSerializable(typeof(Neighbour))]
[JsonSerializable(typeof(FdbEntry))]
[JsonSerializable(typeof(PolicyRule))]
[JsonSerializable(typeof(Qdisc))]
internal sealed partial class IpJson : JsonSerializerContext;
