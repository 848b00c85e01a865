using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using ChatAspire.Lab.Spec;

namespace ChatAspire.Lab.Tests.Spec;

/// <summary>Generates the JSON schema of <c>lab.json</c> from the types and their attributes.</summary>
internal static class LabSchema
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Create()
    {
        var schema = LabSpecJson.TypeInfo.GetJsonSchemaAsNode(new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) => Constrain(context, node as JsonObject ?? []),
        }).AsObject();
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        return schema.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Constrain(JsonSchemaExporterContext context, JsonObject schema)
    {
        ICustomAttributeProvider[] places = [.. context.PropertyInfo is { } property ? [property.AttributeProvider!]
            : Array.Empty<ICustomAttributeProvider>(), context.TypeInfo.Type];
        if (Find<DescriptionAttribute>(places) is { } description)
        {
            schema.Remove("description");
            schema.Insert(0, "description", description.Description);
        }

        if (Find<RegularExpressionAttribute>(places[..1]) is { } expression)
        {
            schema["pattern"] = expression.Pattern;
        }

        if (context.PropertyInfo?.CustomConverter is MtuJsonConverter)
        {
            var number = new JsonObject { ["type"] = "integer" };
            Limit(number, Find<RangeAttribute>(places), "minimum", "maximum");
            schema["anyOf"] = new JsonArray(new JsonObject { ["const"] = "auto" }, number);
        }
        else if (context.PropertyInfo is not null)
        {
            var isList = schema.ContainsKey("items");
            Limit(schema, Find<RangeAttribute>(places[..1]), isList ? "minItems" : "minimum", isList ? "maxItems" : "maximum");
        }

        return schema;
    }

    private static void Limit(JsonObject schema, RangeAttribute? range, string min, string max)
    {
        if (range is null)
        {
            return;
        }

        schema[min] = (int)range.Minimum;
        if ((int)range.Maximum != int.MaxValue)
        {
            schema[max] = (int)range.Maximum;
        }
    }

    private static T? Find<T>(IEnumerable<ICustomAttributeProvider> places)
        where T : Attribute => places.SelectMany(place => place.GetCustomAttributes(typeof(T), inherit: false)).OfType<T>()
            .FirstOrDefault();
}
