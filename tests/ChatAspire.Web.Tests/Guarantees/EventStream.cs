using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;

namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>One event of a stream; <c>Id</c> is null when the event has none.</summary>
internal readonly record struct SseEvent(string Type, string? Id, string Data);

/// <summary>One connection to a room's event stream.</summary>
internal sealed class EventStream : IDisposable
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly RawHttp _http;

    private EventStream(RawHttp http) => _http = http;

    /// <summary>Connects and reads the response's head.</summary>
    /// <param name="path">Path and query of the stream.</param>
    /// <param name="lastEventId">The id after which to resume; null starts with the whole history.</param>
    /// <param name="receiveBuffer">As for <see cref="RawHttp.ConnectAsync"/>.</param>
    /// <exception cref="IOException">The response is not an event stream.</exception>
    public static async Task<EventStream> OpenAsync(
        Uri node, string path, string? lastEventId, int receiveBuffer, CancellationToken cancel)
    {
        var http = await RawHttp.ConnectAsync(node, receiveBuffer, cancel);
        try
        {
            var resume = lastEventId is null ? "" : $"Last-Event-ID: {lastEventId}\r\n";
            var request = $"GET {path} HTTP/1.1\r\nHost: {node.Authority}\r\nAccept: text/event-stream\r\n{resume}\r\n";
            await http.SendAsync(Encoding.ASCII.GetBytes(request), cancel);
            var head = await http.ReadHeadAsync(cancel);
            if (head.Status != 200 || !head.ContentType.StartsWith("text/event-stream", StringComparison.Ordinal))
            {
                throw new IOException($"GET {path} returned {head.Status}");
            }

            return new EventStream(http);
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    /// <summary>Reads events until the node ends the stream. Invalid UTF-8 is an error.</summary>
    public async IAsyncEnumerable<SseEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await using var body = new RawHttpBody(_http);
        var parser = SseParser.Create(body, (_, data) => StrictUtf8.GetString(data));
        await foreach (var item in parser.EnumerateAsync(cancel))
        {
            yield return new SseEvent(item.EventType, item.EventId, item.Data);
        }
    }

    public void Dispose() => _http.Dispose();
}
