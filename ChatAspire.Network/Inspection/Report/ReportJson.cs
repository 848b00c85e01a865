using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatAspire.Network.Inspection.Report;

/// <summary>Writers for the reports' JSON, generated at build time.</summary>
[JsonSerializable(typeof(HostNetwork))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    /// <summary>Options that escape only what JSON requires, because the output goes to a terminal or a file, never into HTML.</summary>
    public static readonly JsonSerializerOptions RelaxedOptions = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The writers with <see cref="RelaxedOptions"/>.</summary>
    public static readonly ReportJson Relaxed = new(new JsonSerializerOptions(RelaxedOptions));
}
