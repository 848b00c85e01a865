using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatAspire.Network.Walk.Drops;

/// <summary>Converts <see cref="DropSource"/> to and from lower-case JSON strings.</summary>
internal sealed class DropSourceJson() : JsonStringEnumConverter<DropSource>(JsonNamingPolicy.KebabCaseLower);
