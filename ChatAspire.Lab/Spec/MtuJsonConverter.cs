using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatAspire.Lab.Spec;

/// <summary>Converts an MTU in bytes: a number, or <c>"auto"</c> for null.</summary>
internal sealed class MtuJsonConverter : JsonConverter<int?>
{
    public override bool HandleNull => true;

    public override int? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("auto"u8))
        {
            return null;
        }

        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var bytes)
            ? bytes
            : throw new JsonException("expected \"auto\" or a number of bytes.");
    }

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
