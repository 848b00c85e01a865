using System.Text;

namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>One event as the WHATWG event stream format has it; <c>Id</c> is null where the event brought none.</summary>
internal readonly record struct SseEvent(string Type, string? Id, string Data);

/// <summary>One connection to a room's event stream, parsed from the bytes up.</summary>
internal sealed class EventStream : IDisposable
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly RawHttp _http;
    private readonly byte[] _bytes = new byte[8192];
    private int _start;
    private int _end;

    private EventStream(RawHttp http) => _http = http;

    /// <param name="path">Path and query of the stream.</param>
    /// <param name="lastEventId">Where to resume, or null to begin with the whole history.</param>
    /// <param name="receiveBuffer">As for <see cref="RawHttp.ConnectAsync"/>.</param>
    /// <exception cref="IOException">The node answered with something other than an event stream.</exception>
    public static async Task<EventStream> OpenAsync(Uri node, string path, string? lastEventId, int receiveBuffer, CancellationToken cancel)
    {
        var http = await RawHttp.ConnectAsync(node, receiveBuffer, cancel);
        try
        {
            var resume = lastEventId is null ? "" : $"Last-Event-ID: {lastEventId}\r\n";
            await http.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {node.Authority}\r\nAccept: text/event-stream\r\n{resume}\r\n"), cancel);
            var head = await http.ReadHeadAsync(cancel);
            if (head.Status != 200 || !head.Headers.GetValueOrDefault("Content-Type", "").StartsWith("text/event-stream", StringComparison.Ordinal))
            {
                throw new IOException($"GET {path} gave {head.Status}");
            }

            return new EventStream(http);
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    /// <summary>The next event, or null when the node ended the stream.</summary>
    public async ValueTask<SseEvent?> ReadAsync(CancellationToken cancel)
    {
        var type = "message";
        string? id = null;
        string? data = null;
        while (await ReadLineAsync(cancel) is { } line)
        {
            if (line.Length == 0)
            {
                if (data is not null)
                {
                    return new SseEvent(type, id, data);
                }

                (type, id) = ("message", null);
                continue;
            }
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon == 0)
            {
                continue; // a comment: the heartbeat
            }

            var field = colon < 0 ? line : line[..colon];
            var value = colon < 0 ? "" : line[(colon + 1)..];
            if (value.StartsWith(' '))
            {
                value = value[1..];
            }

            switch (field)
            {
                case "event": type = value; break;
                case "id": id = value; break;
                case "data": data = data is null ? value : $"{data}\n{value}"; break;
            }
        }
        return null;
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask<string?> ReadLineAsync(CancellationToken cancel)
    {
        using var line = new MemoryStream();
        while (true)
        {
            if (_start == _end)
            {
                (_start, _end) = (0, await _http.ReadBodyAsync(_bytes, cancel));
                if (_end == 0)
                {
                    return null; // an unfinished line at the end of a stream is no line
                }
            }
            var newline = Array.IndexOf(_bytes, (byte)'\n', _start, _end - _start);
            line.Write(_bytes, _start, (newline < 0 ? _end : newline) - _start);
            _start = newline < 0 ? _end : newline + 1;
            if (newline >= 0)
            {
                return StrictUtf8.GetString(line.GetBuffer(), 0, (int)line.Length).TrimEnd('\r');
            }
        }
    }
}
