using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChatAspire.Lab.Steps;
using ChatAspire.Provisioner.Output;
using ChatAspire.Provisioner.Progress;

namespace ChatAspire.Provisioner;

/// <summary>JSON metadata of chatlab's own documents. Escapes only what JSON requires, and omits nulls.</summary>
[JsonSerializable(typeof(ProgressRecord))]
[JsonSerializable(typeof(LabDocument))]
[JsonSerializable(typeof(DeadlineDocument))]
[JsonSerializable(typeof(FleetDocument))]
internal sealed partial class CliJson : JsonSerializerContext
{
    /// <summary>Writes each value on one line, for JSON Lines.</summary>
    public static CliJson Lines { get; } = Create(isIndented: false);

    /// <summary>Writes indented JSON, for whole documents.</summary>
    public static CliJson Document { get; } = Create(isIndented: true);

    // JsonSourceGenerationOptions cannot set an encoder, and the options of Default cannot be copied while Default is being initialized.
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
