using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace ChatAspire.Provisioner.Lab;

/// <summary>How a lab file is read, and how its mistakes of form are told.</summary>
internal static partial class LabSpecJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        // "10" is no number: a typing mistake should not depend on the reader's mercy.
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <summary>JSON path, line, what is wrong and what would be right, without the serializer's own vocabulary.</summary>
    public static string Explain(JsonException e)
    {
        var where = $"{e.Path ?? "$"}{(e.LineNumber is { } line ? $" (line {line + 1})" : "")}";
        var message = TrailingPosition().Replace(e.Message, "").Trim();

        // The JSON property 'colour' could not be mapped to any .NET member contained in type 'ChatAspire.Provisioner.Lab.HostSpec'.
        if (Unmapped().Match(message) is { Success: true } unmapped)
        {
            var keys = Options.GetTypeInfo(typeof(LabSpec).Assembly.GetType(unmapped.Groups["type"].Value)!).Properties.Select(p => p.Name);
            return $"{where}: unknown key \"{unmapped.Groups["key"].Value}\"; known here: {string.Join(", ", keys)}.";
        }

        // JSON deserialization for type '…' was missing required properties including: 'vni', 'port'.
        if (Missing().Match(message) is { Success: true } missing)
        {
            return $"{where}: missing {missing.Groups["keys"].Value}.";
        }

        // The JSON value could not be converted to System.Int32.
        return Unconverted().Match(message) is { Success: true } unconverted
            ? $"{where}: expected {Kind(unconverted.Groups["type"].Value)}."
            : $"{where}: {message}";
    }

    private static string Kind(string type) => type switch
    {
        "System.Int32" => "a whole number without quotes",
        "System.String" => "a text in quotes",
        _ when type.Contains("IReadOnlyList", StringComparison.Ordinal) => "a list [ … ]",
        _ => "an object { … }",
    };

    [GeneratedRegex(@"\s*Path: .*$", RegexOptions.Singleline)]
    private static partial Regex TrailingPosition();

    [GeneratedRegex("property '(?<key>.*)' could not be mapped to any .NET member contained in type '(?<type>.*)'")]
    private static partial Regex Unmapped();

    [GeneratedRegex("missing required properties including: (?<keys>.*?)\\.?$")]
    private static partial Regex Missing();

    [GeneratedRegex("could not be converted to (?<type>.*?)\\.?$")]
    private static partial Regex Unconverted();
}

/// <summary><c>"auto"</c> ↔ null, bytes ↔ a number.</summary>
internal sealed class MtuJsonConverter : JsonConverter<int?>
{
    public override bool HandleNull => true;

    public override int? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String when reader.ValueTextEquals("auto"u8) => null,
        JsonTokenType.Number when reader.TryGetInt32(out var bytes) => bytes,
        _ => throw new JsonException("expected \"auto\" or a number of bytes."),
    };

    public override void Write(Utf8JsonWriter writer, int? value, JsonSerializerOptions options)
    {
        if (value is { } bytes)
        {
            writer.WriteNumberValue(bytes);
        }
        else
        {
            writer.WriteStringValue("auto");
        }
    }
}
