using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ChatAspire.Network.Walk.Output.Json;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>Generates the JSON schema of <c>walk --json</c> from the types and their documentation.</summary>
internal static partial class WalkSchema
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly (string Title, JsonTypeInfo Type)[] Documents =
    [
        ("a walk", WalkJsonContext.Default.WalkDocument),
        ("several walks of one command", WalkJsonContext.Default.WalksDocument),
        ("a line of a live walk: one packet", WalkJsonContext.Default.PacketLine),
        ("the last line of a live walk", WalkJsonContext.Default.SummaryLine),
    ];

    private static readonly Dictionary<string, XElement> Members =
        XDocument.Load(Path.Combine(AppContext.BaseDirectory, "ChatAspire.Network.xml")).Descendants("member")
            .ToDictionary(member => (string)member.Attribute("name")!);

    public static string Create() => new JsonObject
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["title"] = "chatlab walk --json",
        ["description"] = "A property without a value, null in the descriptions, is left out.",
        ["anyOf"] = new JsonArray([.. Documents.Select(document => Schema(document.Title, document.Type))]),
    }.ToJsonString(Indented) + "\n";

    private static JsonObject Schema(string title, JsonTypeInfo type)
    {
        var schema = type.GetJsonSchemaAsNode(new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) => Describe(context, node as JsonObject ?? []),
        }).AsObject();
        schema.Insert(0, "title", title);
        return schema;
    }

    private static JsonObject Describe(JsonSchemaExporterContext context, JsonObject schema)
    {
        // A property of value null is not written.
        if (schema["type"] is JsonArray types && types.FirstOrDefault(type => (string?)type == "null") is { } none)
        {
            types.Remove(none);
            schema["type"] = types.Count == 1 ? types[0]!.DeepClone() : types.DeepClone();
        }

        if (schema["required"] is JsonArray required && context.TypeInfo.Kind == JsonTypeInfoKind.Object)
        {
            schema["required"] = new JsonArray([.. required.Where(name => !IsNullable(context.TypeInfo, (string)name!))
                .Select(name => name!.DeepClone())]);
        }

        if (context.PropertyInfo is { AttributeProvider: System.Reflection.PropertyInfo property } && Documentation(property) is { } text)
        {
            schema.Insert(0, "description", text);
        }

        return schema;
    }

    private static bool IsNullable(JsonTypeInfo type, string name) =>
        type.Properties.First(property => property.Name == name).IsGetNullable;

    private static string? Documentation(System.Reflection.PropertyInfo property)
    {
        var text = Members.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}")?.Element("summary");
        if (text is null)
        {
            return null;
        }

        foreach (var reference in text.Descendants("see").ToList())
        {
            var name = ((string?)reference.Attribute("cref"))?.Split('.')[^1] ?? "";
            reference.ReplaceWith(JsonNamingPolicy.CamelCase.ConvertName(name));
        }

        return Blanks().Replace(text.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
