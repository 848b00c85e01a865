using System.Text.Json.Serialization;

namespace ChatAspire.Network.Walk.Output.Json;

/// <summary>Serializes walks without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WalkDocument))]
[JsonSerializable(typeof(WalksDocument))]
[JsonSerializable(typeof(PacketLine))]
[JsonSerializable(typeof(SummaryLine))]
internal sealed partial class WalkJsonContext : JsonSerializerContext;
