using System.Text.Json;
using System.Text.Json.Serialization;
using ChatAspire.Network.Inspection.Report;

namespace ChatAspire.Network.Inspection.Drivers;

/// <summary>The comparison of the drivers as one JSON document.</summary>
internal sealed record DriverComparison(string Host, string Image, IReadOnlyList<DriverFindings> Drivers)
{
    public string ToJson() => JsonSerializer.Serialize(this, DriverJson.Relaxed.DriverComparison);
}

/// <summary>Writers for the comparison's JSON, generated at build time.</summary>
[JsonSerializable(typeof(DriverComparison))]
internal sealed partial class DriverJson : JsonSerializerContext
{
    /// <summary>The writers with the options of <see cref="ReportJson"/>.</summary>
    public static readonly DriverJson Relaxed = new(new JsonSerializerOptions(ReportJson.RelaxedOptions));
}
