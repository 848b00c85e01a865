using System.Net.Sockets;
using System.Text.Json;

namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>
/// A reader that stays in its room: when a connection ends, it connects to the next node and resumes after its last message.
/// Every message is checked on arrival.
/// </summary>
internal sealed class ChatReader(string name, string room, IReadOnlyList<Uri> nodes, int home, Ledger ledger)
{
    // So small that the node notices a reader that stops, instead of the kernel buffering for it.
    private const int ReceiveBuffer = 16 * 1024;
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly List<(LogPosition Position, string Id)> _delivered = [];
    private volatile TaskCompletionSource? _stopped;
    private long _last;
    private bool _isAtStart;
    private string? _epoch;
    private int _currentFrom;
    private int _messages;

    /// <summary>Ignores every message of this ordinal, as if the node had not sent it; 0 ignores none.</summary>
    public int IgnoresEvery { get; init; }

    public string Name => name;

    public string Room => room;

    public int Connections { get; private set; }

    public int Epochs { get; private set; }

    public int Gaps { get; private set; }

    /// <summary>Every delivery of a message so far, repetitions included.</summary>
    public (LogPosition Position, string Id)[] Delivered
    {
        get
        {
            lock (_lock)
            {
                return [.. _delivered];
            }
        }
    }

    /// <summary>The deliveries since the last epoch event: the reader's current view of the room.</summary>
    /// <remarks>
    /// An epoch may return: a sentinel that gives up a failover leaves the old master, and with it the old epoch, in charge. The
    /// reader then receives the log from its beginning again.
    /// </remarks>
    public (LogPosition Position, string Id)[] Current
    {
        get
        {
            lock (_lock)
            {
                return [.. _delivered.Skip(_currentFrom)];
            }
        }
    }

    /// <summary>The position of the last message received.</summary>
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
                // A killed node, or a node that disconnected this reader: the next connection resumes.
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                ledger.Fault($"{name} received something it cannot read: {e}");
                return;
            }

            await Task.Delay(ReconnectDelay, cancel).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task ReadOneConnectionAsync(Uri node, CancellationToken cancel)
    {
        var resume = Last?.ToString();
        var path = $"/api/rooms/{room}/events?name={name}";
        // A browser resumes by header, a script by query: alternate.
        var byQuery = resume is not null && Connections % 2 == 0;
        using var stream = byQuery
            ? await EventStream.OpenAsync(node, $"{path}&after={resume}", null, ReceiveBuffer, cancel)
            : await EventStream.OpenAsync(node, path, resume, ReceiveBuffer, cancel);
        await foreach (var item in stream.ReadAllAsync(cancel))
        {
            if (item.Type != "message" || IgnoresEvery == 0 || ++_messages % IgnoresEvery != 0)
            {
                Receive(item);
            }

            if (_stopped is { } stopped)
            {
                await stopped.Task.WaitAsync(cancel);
            }
        }
    }

    private void Receive(SseEvent e)
    {
        using var json = JsonDocument.Parse(e.Data);
        var data = json.RootElement;
        switch (e.Type)
        {
            case "message":
                ReceiveMessage(e.Id, data);
                break;
            case "epoch":
                ReceiveEpoch(data.GetProperty("was").GetString(), data.GetProperty("epoch").GetString());
                break;
            case "gap":
                Gaps++;
                break;
        }

        if (e.Type != "message" && e.Id is not null)
        {
            ledger.Fault($"{name}: event '{e.Type}' has the id {e.Id}, at which a browser would resume");
        }
    }

    private void ReceiveEpoch(string? was, string? epoch)
    {
        lock (_lock)
        {
            if (_epoch is not null && was != _epoch)
            {
                ledger.Fault($"{name} was notified of the end of epoch {was}, but was reading {_epoch}");
            }

            (_epoch, _last, _isAtStart, _currentFrom) = (epoch, 0, true, _delivered.Count);
        }

        Epochs++;
    }

    private void ReceiveMessage(string? eventId, JsonElement message)
    {
        var dash = eventId?.LastIndexOf('-') ?? -1;
        if (dash < 0)
        {
            ledger.Fault($"{name}: a message with the event id '{eventId}'");
            return;
        }

        var position = new LogPosition(eventId![..dash], message.GetProperty("seq").GetInt64());
        var id = message.GetProperty("id").GetString()!;
        if (position.ToString() != eventId)
        {
            ledger.Fault($"{name}: event id {eventId} on message number {position.Seq}");
        }

        if (message.GetProperty("text").GetString() is var text && text != Ledger.TextOf(id))
        {
            ledger.Fault($"{name}: the text of {id} was altered: {text}");
        }

        lock (_lock)
        {
            CheckOrder(position);
            (_epoch, _last, _isAtStart) = (position.Epoch, position.Seq, false);
            _delivered.Add((position, id));
        }

        ledger.Claim(room, position, id, name);
    }

    private void CheckOrder(LogPosition position)
    {
        _epoch ??= position.Epoch;
        if (position.Epoch != _epoch)
        {
            ledger.Fault($"{name}: {position} arrived in epoch {_epoch}, without an epoch event");
        }
        else if (position.Seq <= _last)
        {
            ledger.Fault($"{name}: {position} arrived after number {_last}: twice, or out of order");
        }
        else if (position.Seq > _last + 1 && !_isAtStart)
        {
            // A new epoch's log may begin above 1; the comparison at the end finds readers that differ.
            ledger.Fault($"{name}: {position} arrived after number {_last}: {position.Seq - _last - 1} lost");
        }
    }
}
