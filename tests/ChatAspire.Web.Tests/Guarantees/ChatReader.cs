using System.Net.Sockets;
using System.Text.Json;

namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>
/// A reader that stays with its room whatever happens: when a connection ends it goes to the next node and resumes behind
/// the last message it has. Every message is checked as it comes.
/// </summary>
internal sealed class ChatReader(string name, string room, IReadOnlyList<Uri> nodes, int home, Ledger ledger)
{
    // So small that a reader who stops is felt by the node, and not swallowed by the kernel.
    private const int ReceiveBuffer = 16 * 1024;
    private static readonly TimeSpan BetweenConnections = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly List<(LogPosition LogPosition, string Id)> _delivered = [];
    private volatile TaskCompletionSource? _stopped;
    private long _last;
    private bool _isAtStart;
    private string? _epoch;

    public string Name => name;
    public string Room => room;
    public int Connections { get; private set; }
    public int Epochs { get; private set; }
    public int Gaps { get; private set; }

    /// <summary>Called with each message's text as it arrives.</summary>
    public Action<string>? Arrived { get; init; }

    /// <summary>Every delivery of a message so far, repeated ones included.</summary>
    public (LogPosition LogPosition, string Id)[] Delivered
    {
        get
        {
            lock (_lock)
            {
                return [.. _delivered];
            }
        }
    }

    /// <summary>The last message this reader has.</summary>
    public LogPosition? Last
    {
        get
        {
            lock (_lock)
            {
                return _epoch is null ? null : new LogPosition(_epoch, _last);
            }
        }
    }

    /// <summary>Leaves the socket unread until <see cref="Continue"/>.</summary>
    public void Stop() => _stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Continue() => Interlocked.Exchange(ref _stopped, null)?.SetResult();

    /// <summary>Reads until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await ReadOneConnectionAsync(nodes[(home + Connections++) % nodes.Count], cancel);
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                // A killed node, or a node that dropped us: the next connection makes up for it.
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                ledger.Fault($"{name} could not read what it was sent: {e}");
                return;
            }
            await Task.Delay(BetweenConnections, cancel).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task ReadOneConnectionAsync(Uri node, CancellationToken cancel)
    {
        var resume = Last?.ToString();
        var path = $"/api/rooms/{room}/events?name={name}";
        // A browser resumes by header, a script by query: take turns.
        var byQuery = resume is not null && Connections % 2 == 0;
        using var stream = await EventStream.OpenAsync(node, byQuery ? $"{path}&after={resume}" : path, byQuery ? null : resume, ReceiveBuffer, cancel);
        while (true)
        {
            if (_stopped is { } stopped)
            {
                await stopped.Task.WaitAsync(cancel);
            }

            if (await stream.ReadAsync(cancel) is not { } next)
            {
                return;
            }

            Take(next);
        }
    }

    private void Take(SseEvent e)
    {
        using var json = JsonDocument.Parse(e.Data);
        var data = json.RootElement;
        switch (e.Type)
        {
            case "message":
                TakeMessage(e.Id, data);
                break;
            case "epoch":
                lock (_lock)
                {
                    var was = data.GetProperty("was").GetString();
                    if (_epoch is not null && was != _epoch)
                    {
                        ledger.Fault($"{name} was told that epoch {was} ended, but was reading {_epoch}");
                    }

                    (_epoch, _last, _isAtStart) = (data.GetProperty("epoch").GetString(), 0, true);
                }
                Epochs++;
                break;
            case "gap":
                Gaps++;
                break;
        }
        if (e.Type != "message" && e.Id is not null)
        {
            ledger.Fault($"{name}: event '{e.Type}' carries an id, {e.Id}: a browser would resume there");
        }
    }

    private void TakeMessage(string? eventId, JsonElement message)
    {
        var dash = eventId?.LastIndexOf('-') ?? -1;
        if (dash < 0)
        {
            ledger.Fault($"{name}: a message with the event id '{eventId}'");
            return;
        }
        var position = new LogPosition(eventId![..dash], message.GetProperty("seq").GetInt64());
        var id = message.GetProperty("id").GetString()!;
        var text = message.GetProperty("text").GetString()!;
        if (position.ToString() != eventId)
        {
            ledger.Fault($"{name}: event id {eventId} on message number {position.Seq}");
        }

        if (text != Ledger.TextOf(id))
        {
            ledger.Fault($"{name}: the text of {id} was altered: {text}");
        }

        lock (_lock)
        {
            _epoch ??= position.Epoch;
            if (position.Epoch != _epoch)
            {
                ledger.Fault($"{name}: {position} comes in epoch {_epoch}, and nobody said that the epoch changed");
            }
            else if (position.Seq <= _last)
            {
                ledger.Fault($"{name}: {position} comes after number {_last}: twice, or out of order");
            }
            else if (position.Seq > _last + 1 && !_isAtStart) // a new epoch's log may begin above 1; that all have the same is compared later
            {
                ledger.Fault($"{name}: {position} comes after number {_last}: {position.Seq - _last - 1} lost");
            }

            (_epoch, _last, _isAtStart) = (position.Epoch, position.Seq, false);
            _delivered.Add((position, id));
        }
        ledger.Claim(room, position, id, name);
        Arrived?.Invoke(text);
    }
}
