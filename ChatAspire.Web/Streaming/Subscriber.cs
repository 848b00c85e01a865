using System.Buffers;
using System.IO.Pipelines;

namespace ChatAspire.Web.Streaming;

/// <summary>
/// One open event stream. It is owned either by its own session, which catches up and may wait for the client, or by its room's pump,
/// which never waits: the pump returns the subscriber to its session when a write does not complete at once.
/// </summary>
internal sealed class Subscriber(SubscriberConnection connection, string? name)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _released;
    private ValueTask<FlushResult> _flush;
    private long _flushingSince;
    private bool _isClosed;

    /// <summary>The participant's name; null for an anonymous reader.</summary>
    public string? Name => name;

    /// <summary>The epoch of the messages sent to this subscriber; null before the first one, unless the client resumes.</summary>
    public string? Epoch { get; set; }

    /// <summary>The number of the newest message sent to this subscriber, or claimed by a client that resumes.</summary>
    public long Seq { get; set; }

    /// <summary>The number of newest messages requested by a subscriber without a position; null requests all.</summary>
    public long? Tail { get; init; }

    /// <summary>True before the first message of an epoch is sent. Messages trimmed before it are then not reported as a gap.</summary>
    public bool IsAtStart { get; set; }

    /// <summary>The number of the check that decides if this subscriber is ahead of the log; 0 when none is pending.</summary>
    public long PendingCheck { get; set; }

    /// <summary>The participants event sent last, compared by reference; null before the first one.</summary>
    public byte[]? Here { get; set; }

    /// <summary>The Redis state event sent last, compared by reference; null before the first one.</summary>
    public byte[]? Redis { get; set; }

    /// <summary>The pump's set that contains this subscriber; null while its own session owns it.</summary>
    public SubscriberSet? PumpSet { get; set; }

    /// <summary>The index of this subscriber in <see cref="PumpSet"/>.</summary>
    public int Index { get; set; }

    /// <summary>The response's body. The subscriber's own session writes to it and sends with <see cref="FlushAsync"/>.</summary>
    public PipeWriter Output => connection.Response;

    /// <summary>Continues from a position in an epoch of which this subscriber has no messages.</summary>
    public void MoveTo(string epoch, long seq)
    {
        (Epoch, Seq, IsAtStart, PendingCheck) = (epoch, seq, true, 0);
    }

    /// <summary>Writes the state events, Redis and participants, that differ from those sent last.</summary>
    /// <returns>False when there was nothing to write.</returns>
    public bool TryWriteState(byte[]? redis, byte[]? here)
    {
        var isWritten = false;
        if (!ReferenceEquals(Redis, redis))
        {
            Output.Write(Redis = redis);
            isWritten = true;
        }

        if (!ReferenceEquals(Here, here))
        {
            Output.Write(Here = here);
            isWritten = true;
        }

        return isWritten;
    }

    /// <summary>Sends the written bytes, and waits until the client accepts them.</summary>
    /// <returns>False when the client is gone.</returns>
    public ValueTask<bool> FlushAsync() => CompleteAsync(Output.FlushAsync());

    /// <summary>Hands the subscriber to the pump. The caller must hold the lock of the broadcaster.</summary>
    public void Hold()
    {
        lock (_gate)
        {
            _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_isClosed)
            {
                _released.SetResult();
            }
        }
    }

    /// <summary>Waits until the pump returns the subscriber and its last write is complete.</summary>
    /// <returns>False when the client is gone.</returns>
    public async ValueTask<bool> ReleasedAsync()
    {
        await _released!.Task;
        var flush = _flush;
        _flush = default;
        return await CompleteAsync(flush);
    }

    /// <summary>Returns the subscriber to its own session.</summary>
    public void Release() => _released?.TrySetResult();

    /// <summary>Writes without waiting. Called only by the pump, while it owns the subscriber.</summary>
    /// <returns>False when the subscriber must be released, because its client is slow or gone.</returns>
    public bool TryWrite(StreamPiece piece)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return false;
            }

            var flush = connection.WriteAsync(piece);
            if (flush.IsCompletedSuccessfully)
            {
                var result = flush.Result;
                return !result.IsCompleted && !result.IsCanceled;
            }

            _flush = flush;
            Volatile.Write(ref _flushingSince, Environment.TickCount64);
            return false;
        }
    }

    /// <summary>Marks the client as gone. The pump does not write after this returns.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }

        Release();
    }

    /// <summary>Disconnects the client if a write to it has been pending since <paramref name="since"/> or longer.</summary>
    /// <param name="since">A value of <see cref="Environment.TickCount64"/>, in milliseconds.</param>
    /// <returns>True when the client was disconnected.</returns>
    public bool DropIfStalled(long since)
    {
        var flushingSince = Volatile.Read(ref _flushingSince);
        if (flushingSince == 0 || flushingSince > since)
        {
            return false;
        }

        Volatile.Write(ref _flushingSince, 0);
        connection.Disconnect();
        return true;
    }

    private async ValueTask<bool> CompleteAsync(ValueTask<FlushResult> flush)
    {
        if (!flush.IsCompleted)
        {
            Volatile.Write(ref _flushingSince, Environment.TickCount64);
        }

        var result = await flush;
        Volatile.Write(ref _flushingSince, 0);
        return !result.IsCompleted && !result.IsCanceled && !_isClosed;
    }
}
