using System.Net.ServerSentEvents;

namespace ChatAspire.Testing;

/// <summary>
/// A client of event streams that behaves like a browser's EventSource: it keeps the last id, with which the next connection
/// resumes.
/// </summary>
public sealed class SseClient(HttpClient http, Uri url, string? lastEventId = null) : IDisposable
{
    private HttpResponseMessage? _response;
    private IAsyncEnumerator<SseItem<string>>? _events;
    private Task<bool>? _next;

    /// <summary>The id of the newest event that had one.</summary>
    public string? LastEventId { get; private set; } = lastEventId;

    /// <summary>The number of connections made.</summary>
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
        var stream = await _response.Content.ReadAsStreamAsync(cancellation);
        _events = SseParser.Create(stream).EnumerateAsync(CancellationToken.None).GetAsyncEnumerator(CancellationToken.None);
        Connections++;
    }

    /// <summary>Reads one event, and connects first if necessary.</summary>
    /// <returns>The event; null when the connection was closed.</returns>
    public async Task<SseEvent?> ReadAsync(CancellationToken cancellation = default)
    {
        if (_events is null)
        {
            await ConnectAsync(cancellation);
        }

        // A cancelled call leaves its read pending; the next call continues it, so that no event is lost.
        _next ??= _events!.MoveNextAsync().AsTask();
        if (!await _next.WaitAsync(cancellation))
        {
            Close();
            return null;
        }

        _next = null;
        var item = _events!.Current;
        LastEventId = item.EventId ?? LastEventId;
        return new SseEvent(item.EventType, item.EventId, item.Data);
    }

    /// <summary>Reads until an event matches, and returns it.</summary>
    /// <exception cref="TimeoutException">None arrived in time, or the connection was closed.</exception>
    public async Task<SseEvent> UntilAsync(Func<SseEvent, bool> matches, TimeSpan? timeout = null)
    {
        using var limit = new CancellationTokenSource(timeout ?? TimeSpan.FromSeconds(10));
        var seen = new List<string>();
        try
        {
            while (await ReadAsync(limit.Token) is { } item)
            {
                if (matches(item))
                {
                    return item;
                }

                seen.Add($"{item.Name} {item.Id} {item.Data}");
            }
        }
        catch (OperationCanceledException error)
        {
            throw new TimeoutException($"The event did not arrive; received: {string.Join("; ", seen.TakeLast(20))}", error);
        }

        throw new TimeoutException($"The stream ended; received: {string.Join("; ", seen.TakeLast(20))}");
    }

    /// <summary>Reads until an event of that name.</summary>
    public Task<SseEvent> UntilAsync(string name, TimeSpan? timeout = null) => UntilAsync(item => item.Name == name, timeout);

    /// <summary>Reads the next <paramref name="count"/> messages; skips other events.</summary>
    public async Task<IReadOnlyList<SseEvent>> MessagesAsync(int count, TimeSpan? timeout = null)
    {
        var messages = new List<SseEvent>();
        while (messages.Count < count)
        {
            messages.Add(await UntilAsync("message", timeout));
        }

        return messages;
    }

    /// <summary>Closes the connection; the next read reconnects and resumes.</summary>
    public void Close()
    {
        _response?.Dispose();
        _response = null;
        _events = null;
        _next = null;
    }

    /// <inheritdoc />
    public void Dispose() => Close();
}
