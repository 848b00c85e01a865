using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace ChatAspire.Lab.Spec;

/// <summary>How a lab file is read, and how its mistakes of form are told.</summary>
internal static partial class LabSpecJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        // "10" is no number: a typing mistake should not depend on the reader's mercy.
        NumberHandling = JsonNumberHandling.Strict,
        TypeInfoResolver = LabSpecContext.Default,
    };

    /// <summary>The types that a lab file's objects are read into.</summary>
    private static readonly Type[] ObjectTypes =
        [typeof(LabSpec), typeof(OverlaySpec), typeof(HostSpec), typeof(RedisSpec), typeof(ChatSpec), typeof(DashboardSpec), typeof(ImagesSpec)];

    /// <summary>The contract of a lab file.</summary>
    public static JsonTypeInfo<LabSpec> TypeInfo => (JsonTypeInfo<LabSpec>)Options.GetTypeInfo(typeof(LabSpec));

    /// <summary>JSON path, line, what is wrong and what would be right, without the serializer's own vocabulary.</summary>
    public static string Explain(JsonException e)
    {
        var where = $"{e.Path ?? "$"}{(e.LineNumber is { } line ? $" (line {line + 1})" : "")}";
        var message = TrailingPosition().Replace(e.Message, "").Trim();

        // The JSON property 'colour' could not be mapped to any .NET member contained in type 'ChatAspire.Lab.Spec.HostSpec'.
        if (Unmapped().Match(message) is { Success: true } unmapped)
        {
            var keys = Options.GetTypeInfo(ObjectTypes.Single(type => type.FullName == unmapped.Groups["type"].Value)).Properties.Select(p => p.Name);
            return $"{where}: unknown key \"{unmapped.Groups["key"].Value}\"; known here: {string.Join(", ", keys)}.";
        }

        // JSON deserialization for type '…' was missing required properties including: 'vni', 'port'.
        if (Missing().Match(message) is { Success: true } missing)
        {
            return $"{where}: missing {missing.Groups["keys"].Value}.";
        }

        // The JSON value could not be converted to System.Int32.     (or to the type that holds the member)
        return message.Contains("could not be converted to", StringComparison.Ordinal)
            ? $"{where}: expected {Kind(TypeAt(e.Path ?? "$"))}."
            : $"{where}: {message}";
    }

    /// <summary>What belongs at a path such as <c>$.chat[0].publish</c>.</summary>
    private static Type TypeAt(string path) => path.Split('.', '[').Skip(1).Aggregate(typeof(LabSpec), (type, part) => part.EndsWith(']')
        ? type.GetGenericArguments()[0]
        : Options.GetTypeInfo(type).Properties.FirstOrDefault(property => property.Name == part)?.PropertyType ?? type);

    private static string Kind(Type type) =>
        type == typeof(int) ? "a whole number without quotes"
        : type == typeof(string) ? "a text in quotes"
        : type == typeof(bool) ? "true or false"
        : type.IsGenericType ? "a list [ … ]"
        : "an object { … }";

    [GeneratedRegex(@"\s*Path: .*$", RegexOptions.Singleline)]
    private static partial Regex TrailingPosition();

    [GeneratedRegex("property '(?<key>.*)' could not be mapped to any .NET member contained in type '(?<type>.*)'")]
    private static partial Regex Unmapped();

    [GeneratedRegex("missing required properties including: (?<keys>.*?)\\.?$")]
    private static partial Regex Missing();
}

/// <summary>The generated contracts of <see cref="LabSpecJson"/>.</summary>
[JsonSerializable(typeof(LabSpec))]
internal sealed partial class LabSpecContext : JsonSerializerContext;

/// <summary><c>"auto"</c> ↔ null, a number ↔ itself.</summary>
internal sealed class MtuJsonConverter : JsonConverter<int?>
{
    public override bool HandleNull => true;

    public override int? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("auto"u8) ? null
        : reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var bytes) ? bytes
        : throw new JsonException("expected \"auto\" or a number of bytes.");

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
