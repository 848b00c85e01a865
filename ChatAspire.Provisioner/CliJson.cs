using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChatAspire.Lab.Steps;
using ChatAspire.Provisioner.Output;
using ChatAspire.Provisioner.Progress;

namespace ChatAspire.Provisioner;

/// <summary>The JSON of chatlab's own documents; readable text is not escaped.</summary>
[JsonSerializable(typeof(ProgressRecord))]
[JsonSerializable(typeof(LabDocument))]
[JsonSerializable(typeof(DeadlineDocument))]
[JsonSerializable(typeof(FleetDocument))]
internal sealed partial class CliJson : JsonSerializerContext
{
    /// <summary>One line for each value.</summary>
    public static CliJson Lines { get; } = Create(isIndented: false);

    /// <summary>Indented, for documents.</summary>
    public static CliJson Document { get; } = Create(isIndented: true);

    // Not the attribute's options: they have no encoder, and those of Default cannot be copied while it is initialized.
    private static CliJson Create(bool isIndented) => new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = isIndented,
        Converters = { new CamelCase<StepState>(), new CamelCase<StepOutcome>(), new CamelCase<CommandPurpose>() },
    });

    private sealed class CamelCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase)
        where T : struct, Enum;
}
