using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace ChatAspire.Lab.Spec;

/// <summary>Reads lab files, and explains errors in their JSON.</summary>
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
        // "10" in quotes is an error, not a number.
        NumberHandling = JsonNumberHandling.Strict,
        TypeInfoResolver = LabSpecContext.Default,
    };

    /// <summary>The types of the JSON objects in a lab file.</summary>
    private static readonly Type[] Objects =
        [typeof(LabSpec), typeof(OverlaySpec), typeof(HostSpec), typeof(RedisSpec), typeof(ChatSpec), typeof(DashboardSpec),
            typeof(ImagesSpec)];

    /// <summary>The serializer's contract for a lab file: its properties, converters and options.</summary>
    public static JsonTypeInfo<LabSpec> TypeInfo { get; } = (JsonTypeInfo<LabSpec>)Options.GetTypeInfo(typeof(LabSpec));

    /// <summary>Explains an error by its JSON path, its line and the expected value, without the serializer's own vocabulary.</summary>
    public static string Explain(JsonException e)
    {
        var place = $"{e.Path ?? "$"}{(e.LineNumber is { } line ? $" (line {line + 1})" : "")}";
        var message = TrailingPosition().Replace(e.Message, "").Trim();

        // The JSON property 'colour' could not be mapped to any .NET member contained in type 'ChatAspire.Lab.Spec.HostSpec'.
        if (Unmapped().Match(message) is { Success: true } unmapped
            && Objects.FirstOrDefault(type => type.FullName == unmapped.Groups["type"].Value) is { } container)
        {
            var keys = Options.GetTypeInfo(container).Properties.Select(p => p.Name);
            return $"{place}: unknown key \"{unmapped.Groups["key"].Value}\"; known here: {string.Join(", ", keys)}.";
        }

        // JSON deserialization for type '…' was missing required properties including: 'vni', 'port'.
        if (Missing().Match(message) is { Success: true } missing)
        {
            return $"{place}: missing {missing.Groups["keys"].Value}.";
        }

        // The JSON value could not be converted to System.Int32.     (the value's type, or the type of the object with the value)
        return message.Contains("could not be converted to", StringComparison.Ordinal)
            ? $"{place}: expected {Kind(TypeAt(e.Path ?? "$"))}."
            : $"{place}: {message}";
    }

    /// <summary>Returns the type of the value at a path such as <c>$.chat[0].publish</c>.</summary>
    private static Type TypeAt(string path) => path.Split('.', '[').Skip(1).Aggregate(typeof(LabSpec), (type, part) => part.EndsWith(']')
        ? type.GetGenericArguments()[0]
        : Options.GetTypeInfo(type).Properties.FirstOrDefault(property => property.Name == part)?.PropertyType ?? type);

    private static string Kind(Type type) => type switch
    {
        _ when type == typeof(int) => "a whole number without quotes",
        _ when type == typeof(string) => "a string in quotes",
        _ when type == typeof(bool) => "true or false",
        { IsGenericType: true } => "a list [ … ]",
        _ => "an object { … }",
    };

    [GeneratedRegex(@"\s*Path: .*$", RegexOptions.Singleline)]
    private static partial Regex TrailingPosition();

    [GeneratedRegex("property '(?<key>.*)' could not be mapped to any .NET member contained in type '(?<type>.*)'")]
    private static partial Regex Unmapped();

    [GeneratedRegex("missing required properties including: (?<keys>.*?)\\.?$")]
    private static partial Regex Missing();
}
