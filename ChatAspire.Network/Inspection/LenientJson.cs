using System.Text.Json;

namespace ChatAspire.Network.Inspection;

/// <summary>Reads what tools print as JSON. What does not fit is skipped and noted, never thrown.</summary>
internal static class LenientJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Web)
    {
        PropertyNameCaseInsensitive = false, // "Id" and "ID" are two in `docker inspect`
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>As <see cref="Options"/>, for Docker's names: <c>NetworkSettings</c>.</summary>
    private static readonly JsonSerializerOptions PascalCase = new(Options) { PropertyNamingPolicy = null };

    /// <summary>An array, an element at a time, as iproute2 prints it.</summary>
    /// <param name="read">From an element's own shape to what is kept; a <see cref="JsonException"/> skips the element.</param>
    public static IReadOnlyList<T> Array<TRaw, T>(ReadOnlyMemory<byte> json, string what, ICollection<ParseWarning> skipped, Func<TRaw, T> read)
        where TRaw : class
        where T : class
    {
        // `bridge fdb` prints nothing where there is nothing; an empty object stands for an element that was not asked for.
        JsonElement[] elements = json.Span.Trim("\n "u8).IsEmpty ? [] : Guard(what, skipped, () =>
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.EnumerateArray()
                .Where(element => element.ValueKind != JsonValueKind.Object || element.GetPropertyCount() > 0)
                .Select(element => element.Clone()).ToArray();
        }) ?? [];
        return [.. elements.Select((element, index) => Guard($"{what}, element {index + 1}", skipped, () => read(Element<TRaw>(element)))).OfType<T>()];
    }

    /// <summary>An array whose elements are kept as they are.</summary>
    public static IReadOnlyList<T> Array<T>(ReadOnlyMemory<byte> json, string what, ICollection<ParseWarning> skipped)
        where T : class => Array<T, T>(json, what, skipped, element => element);

    /// <summary>One element.</summary>
    /// <exception cref="JsonException">It has another shape.</exception>
    public static T Element<T>(JsonElement element)
        where T : class => element.Deserialize<T>(Options) ?? throw new JsonException("null");

    /// <summary>One of Docker's objects a line.</summary>
    public static IReadOnlyList<T> DockerLines<TRaw, T>(ReadOnlyMemory<byte> lines, string what, ICollection<ParseWarning> skipped, Func<TRaw, T> read)
        where TRaw : class
        where T : class
    {
        var kept = new List<T>();
        var number = 0;
        foreach (var range in lines.Span.Split((byte)'\n'))
        {
            number++;
            var line = lines[range];
            if (!line.IsEmpty && Guard($"{what}, line {number}", skipped, () =>
                JsonSerializer.Deserialize<TRaw>(line.Span, PascalCase) is { } raw ? read(raw) : null) is { } one)
            {
                kept.Add(one);
            }
        }

        return kept;
    }

    private static T? Guard<T>(string what, ICollection<ParseWarning> skipped, Func<T?> read)
        where T : class
    {
        try
        {
            if (read() is { } value)
            {
                return value;
            }

            skipped.Add(new ParseWarning(what, "null"));
        }
        // The second: a string that is no UTF-8, an object where an array belongs.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            skipped.Add(new ParseWarning(what, e.Message));
        }

        return null;
    }
}
