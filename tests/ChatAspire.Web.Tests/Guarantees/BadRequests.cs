using System.Globalization;
using System.Text;

namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>Generates an endless sequence of bad requests, the same for the same seed.</summary>
internal sealed class BadRequests(int seed)
{
    /// <summary>The prefix of valid room names used by bad requests only; these rooms must stay empty.</summary>
    public const string RoomPrefix = "bad-";

    private readonly Random _random = new(seed);

    public BadRequest Next() => _random.Next(20) switch
    {
        0 => Field("text", Choose(BadValues.Texts)),
        1 => Field("author", Choose(BadValues.Authors)),
        2 => Field("id", Choose(BadValues.Ids)),
        3 => Missing(Choose("id", "author", "text")),
        4 => BadRoom(),
        5 => Post("not JSON", Garbage(), 400),
        6 => Post("cut JSON", Valid()[.._random.Next(1, Valid().Length - 1)], 400),
        7 => Post("invalid UTF-8", InvalidUtf8(), 400),
        8 => Deep(),
        9 => Post("not an object", Bytes(Choose(BadValues.NotObjects)), 400),
        10 => Oversized(),
        11 => ContentType(),
        12 => Method(),
        13 => Query(),
        14 => Typing(),
        15 => Headers(),
        16 => BrokenHttp(),
        17 => Chunks(),
        18 => Resume(),
        _ => UnknownPath(),
    };

    private BadRequest Field(string field, string value)
    {
        var fields = new Dictionary<string, string> { ["id"] = "\"good\"", ["author"] = "\"good\"", ["text"] = "\"good\"" };
        fields[field] = value;
        return Post($"{field} {(value.Length > 20 ? value[..20] : value)}", Object(fields), 400);
    }

    private BadRequest Missing(string field)
    {
        var fields = new Dictionary<string, string> { ["id"] = "\"good\"", ["author"] = "\"good\"", ["text"] = "\"good\"" };
        fields.Remove(field);
        return Post($"no {field}", Object(fields), 400);
    }

    private BadRequest BadRoom()
    {
        var room = Choose(BadValues.Rooms);
        return _random.Next(3) switch
        {
            0 => Get("room in events", $"/api/rooms/{room}/events?name=x", 400, 404),
            1 => Get("room in history", $"/api/rooms/{room}/messages", 400, 404),
            _ => new BadRequest("room in post", Request("POST", $"/api/rooms/{room}/messages", "application/json", Valid()), 400, 404),
        };
    }

    private BadRequest Deep()
    {
        var depth = _random.Next(200, 5000); // the maximum is 64
        var arrays = new string('[', depth) + new string(']', depth);
        var objects = string.Concat(Enumerable.Repeat("{\"a\":", depth / 2)) + "1" + new string('}', depth / 2);
        var nested = Choose(arrays, objects);
        var message = $"{{\"id\":\"a\",\"author\":\"b\",\"text\":\"c\",\"more\":{nested}}}";
        return Post("deep JSON", Bytes(Choose(nested, message)), 400);
    }

    // Far more than 4,000 characters take in JSON (\ud83d\ude00 takes 12 bytes for two of them).
    private BadRequest Oversized()
    {
        var text = new string('x', _random.Next(200_000, 400_000));
        return Post("oversized", Bytes($"{{\"id\":\"a\",\"author\":\"b\",\"text\":\"{text}\"}}"), 413, 0);
    }

    private BadRequest ContentType() =>
        new("content type", Request("POST", MessagesPath(), Choose(BadValues.ContentTypes), Valid()), 415, 400);

    private BadRequest Method()
    {
        var path = Choose(MessagesPath(), "/api/rooms", $"/api/rooms/{Room()}/events", $"/api/rooms/{Room()}/typing", "/api/node");
        var method = Choose("DELETE", "PUT", "PATCH", "BREW", "PROPFIND");
        return new("method", Request(method, path, "application/json", Valid()), 405, 404, 400, 501);
    }

    private BadRequest Query() => Get("query", $"{MessagesPath()}?{Choose(BadValues.Queries)}", 400);

    private BadRequest Typing() =>
        new("typing", Request("POST", $"/api/rooms/{Room()}/typing", "application/json", Bytes(Choose(BadValues.TypingBodies))), 400);

    private BadRequest Resume()
    {
        var path = $"/api/rooms/{Room()}/events?name=";
        return _random.Next(3) switch
        {
            0 => Get("name of a reader", path + new string('n', 33), 400),
            1 => Get("resume by query", $"{path}x&after={Choose(BadValues.Positions)}", 400),
            _ => Get("tail", $"{path}x&tail={Choose("-1", "x", "1.5", "99999999999999999999")}", 400),
        };
    }

    private BadRequest Headers()
    {
        var header = Choose(
            $"X-Long: {new string('h', 40_000)}",
            string.Join("\r\n", Enumerable.Range(0, 150).Select(i => $"X-{i}: {i}")),
            "Content-Length: -1", "Content-Length: 99999999999999999999", "Content-Length: 1\r\nContent-Length: 2",
            "No colon at all", "Bad Name: x", ": nameless", "X-Nul: a\0b", "X-Bare: a\rb", "Host: a\r\nHost: b",
            "Transfer-Encoding: gzip", "Transfer-Encoding: chunked, identity");
        var request = $"POST {MessagesPath()} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{header}\r\n\r\n";
        return new("headers", Bytes(request), 400, 413, 431, 411, 501, 0);
    }

    private BadRequest BrokenHttp() => new("broken HTTP", Choose(
        Bytes("GET\r\n\r\n"),
        Bytes($"POST {MessagesPath()} HTTP/9.9\r\n\r\n"),
        Bytes($"POST {MessagesPath()}\r\n\r\n"),
        Bytes("\r\n\r\n\r\n\r\nX\r\n\r\n"),
        Bytes($"GET {MessagesPath()} HTTP/1.1\r\n\r\n"), // no Host
        Bytes($"GET /{new string('p', 20_000)} HTTP/1.1\r\nHost: x\r\n\r\n"),
        Bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        Bytes("*1\r\n$8\r\nFLUSHALL\r\n"),
        Noise(200)), 400, 414, 505, 501, 0);

    private BadRequest Chunks()
    {
        const string Headers = "Host: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked";
        return new("chunks", Bytes($"POST {MessagesPath()} HTTP/1.1\r\n{Headers}\r\n\r\n{Choose(BadValues.BrokenChunks)}"), 400, 413, 0);
    }

    private BadRequest UnknownPath()
    {
        var path = Choose(
            "/api", $"/api/rooms/{Room()}", $"/api/rooms/{Room()}/message", "/api/rooms/a/b/c/d", "/..%2f..%2fetc/passwd",
            "/appsettings.json", "/%00", "/api/rooms//messages");
        return Get("no such path", path, 404, 400, 405);
    }

    private static BadRequest Get(string kind, string path, params int[] refusals) =>
        new(kind, Request("GET", path, null, []), refusals);

    private BadRequest Post(string kind, byte[] body, params int[] refusals) =>
        new(kind, Request("POST", MessagesPath(), "application/json", body), refusals);

    private static byte[] Request(string method, string path, string? contentType, byte[] body)
    {
        var length = body.Length.ToString(CultureInfo.InvariantCulture);
        var type = contentType is null ? "" : $"Content-Type: {contentType}\r\nContent-Length: {length}\r\n";
        return [.. Encoding.UTF8.GetBytes($"{method} {path} HTTP/1.1\r\nHost: x\r\n{type}\r\n"), .. body];
    }

    private string Room() => $"{RoomPrefix}{_random.Next(8)}";

    private string MessagesPath() => $"/api/rooms/{Room()}/messages";

    private static byte[] Valid() => Bytes("{\"id\":\"good\",\"author\":\"good\",\"text\":\"good\"}");

    private static byte[] Object(Dictionary<string, string> fields) =>
        Bytes($"{{{string.Join(',', fields.Select(f => $"\"{f.Key}\":{f.Value}"))}}}");

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private byte[] Garbage() => _random.Next(7) == 0 ? Noise(100) : Bytes(Choose(BadValues.Garbages));

    private byte[] InvalidUtf8()
    {
        byte[] bad = Choose([0xFF], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82], new byte[] { 0xC0, 0xAF });
        var field = Choose("id", "author", "text");
        var parts = Object(new() { ["id"] = "\"good\"", ["author"] = "\"good\"", ["text"] = "\"good\"", [field] = "\"@\"" });
        var at = Array.IndexOf(parts, (byte)'@');
        return [.. parts[..at], .. bad, .. parts[(at + 1)..]];
    }

    private byte[] Noise(int length)
    {
        var noise = new byte[length];
        _random.NextBytes(noise);
        noise[0] |= 0x80; // no valid request starts like this
        "\r\n\r\n"u8.CopyTo(noise.AsSpan(length - 4)); // an end, because the node would wait for the rest of an unfinished request
        return noise;
    }

    private T Choose<T>(params T[] choices) => choices[_random.Next(choices.Length)];
}
