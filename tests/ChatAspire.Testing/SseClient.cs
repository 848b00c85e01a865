using System.Text.Json;

namespace ChatAspire.Testing;

/// <summary>One Server-Sent Event.</summary>
/// <param name="Name">Its name; <c>message</c> where the stream gives none.</param>
/// <param name="Id">Its own id; null when it has none.</param>
/// <param name="Data">Its data.</param>
public sealed record SseEvent(string Name, string? Id, string Data)
{
    /// <summary>The data as JSON.</summary>
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Data);
}

/// <summary>A small reader of event streams, as a browser's EventSource: it keeps the last id, by which the next connection resumes.</summary>
public sealed class SseClient(HttpClient http, Uri url, string? lastEventId = null) : IDisposable
{
    private HttpResponseMessage? _response;
    private StreamReader? _reader;

    /// <summary>The id of the newest event that had one.</summary>
    public string? LastEventId { get; private set; } = lastEventId;

    /// <summary>How often it has connected.</summary>
    public int Connections { get; private set; }

    /// <summary>Connects, with <see cref="LastEventId"/> if there is one.</summary>
    /// <exception cref="HttpRequestException">The node does not answer, or not with 200.</exception>
    public async Task ConnectAsync(CancellationToken cancellation = default)
    {
        Close();
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (LastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", LastEventId);
        }

        _response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        _response.EnsureSuccessStatusCode();
        _reader = new StreamReader(await _response.Content.ReadAsStreamAsync(cancellation));
        Connections++;
    }

    /// <summary>Reads one event, connecting first where that was not done.</summary>
    /// <returns>The event; null when the connection was closed.</returns>
    public async Task<SseEvent?> ReadAsync(CancellationToken cancellation = default)
    {
        if (_reader is null)
        {
            await ConnectAsync(cancellation);
        }

        string? name = null, id = null, data = null;
        while (await _reader!.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Length == 0)
            {
                if (data is not null)
                {
                    LastEventId = id ?? LastEventId;
                    return new SseEvent(name ?? "message", id, data);
                }
            }
            else if (Value(line, "id: ") is { } newId)
            {
                id = newId;
            }
            else if (Value(line, "event: ") is { } newName)
            {
                name = newName;
            }
            else if (Value(line, "data: ") is { } newData)
            {
                data = newData;
            }
        }

        Close();
        return null;
    }

    /// <summary>Reads until an event fits, and returns it.</summary>
    /// <exception cref="TimeoutException">None came in time, or the connection was closed.</exception>
    public async Task<SseEvent> UntilAsync(Func<SseEvent, bool> fits, TimeSpan? timeout = null)
    {
        using var limit = new CancellationTokenSource(timeout ?? TimeSpan.FromSeconds(10));
        var seen = new List<string>();
        try
        {
            while (await ReadAsync(limit.Token) is { } item)
            {
                if (fits(item))
                {
                    return item;
                }

                seen.Add($"{item.Name} {item.Id} {item.Data}");
            }
        }
        catch (OperationCanceledException error)
        {
            throw new TimeoutException($"The event did not come; seen: {string.Join("; ", seen.TakeLast(20))}", error);
        }

        throw new TimeoutException($"The stream ended; seen: {string.Join("; ", seen.TakeLast(20))}");
    }

    /// <summary>Reads until an event of that name.</summary>
    public Task<SseEvent> UntilAsync(string name, TimeSpan? timeout = null) => UntilAsync(item => item.Name == name, timeout);

    /// <summary>Reads the next <paramref name="count"/> messages, whatever comes between.</summary>
    public async Task<IReadOnlyList<SseEvent>> MessagesAsync(int count, TimeSpan? timeout = null)
    {
        var messages = new List<SseEvent>();
        while (messages.Count < count)
        {
            messages.Add(await UntilAsync("message", timeout));
        }

        return messages;
    }

    /// <summary>Drops the connection; the next read connects anew, and resumes.</summary>
    public void Close()
    {
        _response?.Dispose();
        _reader?.Dispose();
        _response = null;
        _reader = null;
    }

    /// <inheritdoc />
    public void Dispose() => Close();

    private static string? Value(string line, string field) =>
        line.StartsWith(field, StringComparison.Ordinal) ? line[field.Length..] : null;
}
