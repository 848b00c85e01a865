using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ChatAspire.Network.Inspection;

/// <summary>Reads JSON that tools printed. Elements of an unexpected shape are skipped with a warning.</summary>
internal static class LenientJson
{
    /// <summary>Reads an array as iproute2 prints it, and converts each element.</summary>
    /// <param name="read">Converts an element; a <see cref="JsonException"/> skips the element.</param>
    public static IReadOnlyList<T> Array<TElement, T>(
        ReadOnlyMemory<byte> json, string what, ICollection<ParseWarning> warnings, JsonTypeInfo<TElement> type, Func<TElement, T> read)
        where TElement : class
        where T : class
    {
        // `bridge fdb` prints nothing for an empty table; `ip` prints an empty object in place of an element that was not requested.
        JsonElement[] elements = json.Span.Trim("\n "u8).IsEmpty ? [] : Guard(what, warnings, () =>
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.EnumerateArray()
                .Where(element => element.ValueKind != JsonValueKind.Object || element.GetPropertyCount() > 0)
                .Select(element => element.Clone()).ToArray();
        }) ?? [];
        return
        [
            .. elements
                .Select((element, index) => Guard($"{what}, element {index + 1}", warnings, () => read(Element(element, type))))
                .OfType<T>(),
        ];
    }

    /// <summary>Reads an array without converting its elements.</summary>
    public static IReadOnlyList<T> Array<T>(
        ReadOnlyMemory<byte> json, string what, ICollection<ParseWarning> warnings, JsonTypeInfo<T> type)
        where T : class => Array(json, what, warnings, type, element => element);

    /// <summary>Reads one element.</summary>
    /// <exception cref="JsonException">The element has an unexpected shape.</exception>
    public static T Element<T>(JsonElement element, JsonTypeInfo<T> type)
        where T : class => element.Deserialize(type) ?? throw new JsonException("null");

    /// <summary>Reads one object per line, as <c>docker … -f '{{json .}}'</c> prints them.</summary>
    public static IReadOnlyList<T> Lines<T>(
        ReadOnlyMemory<byte> lines, string what, ICollection<ParseWarning> warnings, JsonTypeInfo<T> type)
        where T : class
    {
        var kept = new List<T>();
        var number = 0;
        foreach (var range in lines.Span.Split((byte)'\n'))
        {
            number++;
            var line = lines[range];
            if (!line.IsEmpty
                && Guard($"{what}, line {number}", warnings, () => JsonSerializer.Deserialize(line.Span, type)) is { } one)
            {
                kept.Add(one);
            }
        }

        return kept;
    }

    private static T? Guard<T>(string what, ICollection<ParseWarning> warnings, Func<T?> read)
        where T : class
    {
        try
        {
            if (read() is { } value)
            {
                return value;
            }

            warnings.Add(new ParseWarning(what, "null"));
        }
        // The JSON readers throw InvalidOperationException for a string that is not UTF-8, and for an object in place of an array.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            warnings.Add(new ParseWarning(what, e.Message));
        }

        return null;
    }
}
