using System.IO.Pipelines;

namespace ChatAspire.Web.Streaming;

/// <summary>
/// One open event stream. It is in one of two hands: its own loop, while it catches up and may wait for the client,
/// or its room's pump, which writes without ever waiting and hands it back as soon as a write does not go through at once.
/// </summary>
internal sealed class Subscriber(PipeWriter output, string? name, Action disconnect)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _held;
    private ValueTask<FlushResult> _flush;
    private long _flushingSince;
    private bool _isClosed;

    /// <summary>The name to show as present; null: a subscriber without a name.</summary>
    public string? Name => name;

    /// <summary>The epoch this subscriber has been told of; null: none yet.</summary>
    public string? Epoch { get; set; }

    /// <summary>The newest number this subscriber has.</summary>
    public long Seq { get; set; }

    /// <summary>How many of the newest messages a subscriber without a place wants first; null: all that are kept.</summary>
    public long? Tail { get; init; }

    /// <summary>Whether it has nothing yet of this epoch, so that a trimmed beginning is no gap to it.</summary>
    public bool IsAtStart { get; set; }

    /// <summary>The check that decides whether this subscriber is ahead of the log; 0: there is no doubt.</summary>
    public long PendingCheck { get; set; }

    /// <summary>The state events it was sent last, compared by reference.</summary>
    public byte[]? Here { get; set; }

    /// <inheritdoc cref="Here" />
    public byte[]? Redis { get; set; }

    /// <summary>The set of the pump that holds it, and its place there; null: in its own hands.</summary>
    public SubscriberSet? PumpSet { get; set; }

    /// <inheritdoc cref="PumpSet" />
    public int Index { get; set; }

    /// <summary>What is written here goes out with <see cref="FlushAsync"/>; for its own loop.</summary>
    public PipeWriter Output => output;

    /// <summary>Sends what was written, and waits until the client takes it.</summary>
    /// <returns>False when the client is gone.</returns>
    public ValueTask<bool> FlushAsync() => FlushedAsync(output.FlushAsync());

    /// <summary>Gives the subscriber to the pump. Call under the room's lock.</summary>
    public void Hold()
    {
        lock (_gate)
        {
            _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_isClosed)
            {
                _held.SetResult();
            }
        }
    }

    /// <summary>Waits until the pump hands the subscriber back and its last write is through.</summary>
    /// <returns>False when the client is gone.</returns>
    public async ValueTask<bool> ReleasedAsync()
    {
        await _held!.Task;
        var flush = _flush;
        _flush = default;
        return await FlushedAsync(flush);
    }

    /// <summary>Hands the subscriber back to its own loop.</summary>
    public void Release() => _held?.TrySetResult();

    /// <summary>Writes without waiting; for the pump that holds the subscriber.</summary>
    /// <returns>False when the subscriber has to be handed back: its client does not keep up, or is gone.</returns>
    public bool TryWrite(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return false;
            }

            var flush = output.WriteAsync(bytes);
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

    /// <summary>Takes note that the client is gone. When this returns, the pump writes no more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }

        Release();
    }

    /// <summary>Disconnects a client that has kept a write waiting since before <paramref name="since"/>, in ticks of the environment.</summary>
    public bool DropIfStalled(long since)
    {
        var flushingSince = Volatile.Read(ref _flushingSince);
        if (flushingSince == 0 || flushingSince > since)
        {
            return false;
        }

        Volatile.Write(ref _flushingSince, 0);
        disconnect();
        return true;
    }

    private async ValueTask<bool> FlushedAsync(ValueTask<FlushResult> flush)
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
