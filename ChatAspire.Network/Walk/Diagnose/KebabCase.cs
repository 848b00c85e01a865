using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>Writes an enumeration's names as <c>kebab-case</c>.</summary>
internal sealed class KebabCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower)
    where T : struct, Enum;
