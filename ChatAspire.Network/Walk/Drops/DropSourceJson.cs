using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatAspire.Network.Walk.Drops;

/// <summary>Writes the names in lower case.</summary>
internal sealed class DropSourceJson() : JsonStringEnumConverter<DropSource>(JsonNamingPolicy.KebabCaseLower);
