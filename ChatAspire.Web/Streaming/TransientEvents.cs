using ChatAspire.Web.Contracts;

namespace ChatAspire.Web.Streaming;

/// <summary>Events without an id that wait for the next flush, and the newest state of Redis and participants. Not thread-safe.</summary>
internal sealed class TransientEvents
{
    private readonly List<byte[]> _pending = [];
    private byte[]? _flushedRedis;
    private byte[]? _flushedHere;

    /// <summary>The newest event with the state of Redis; null when the state never changed.</summary>
    public byte[]? Redis { get; private set; }

    /// <summary>The newest event with the participants; null before the first one.</summary>
    public byte[]? Here { get; private set; }

    /// <summary>Adds an event for the next flush.</summary>
    public void Add(byte[] item) => _pending.Add(item);

    /// <summary>Replaces the state of Redis.</summary>
    public void SetRedis(RedisEvent redis) => Redis = SseFormat.Named("redis", redis, ApiJson.Plain.RedisEvent);

    /// <summary>Replaces the participants; an unchanged list is not sent again.</summary>
    public void SetHere(HereEvent here)
    {
        var bytes = SseFormat.Named("here", here, ApiJson.Plain.HereEvent);
        if (!Here.AsSpan().SequenceEqual(bytes))
        {
            Here = bytes;
        }
    }

    /// <summary>Returns the pending events and any state changed since the last flush; valid until <see cref="Clear"/>.</summary>
    public List<byte[]> Collect()
    {
        if (!ReferenceEquals(Here, _flushedHere))
        {
            _pending.Add(Here!);
        }

        if (!ReferenceEquals(Redis, _flushedRedis))
        {
            _pending.Add(Redis!);
        }

        (_flushedHere, _flushedRedis) = (Here, Redis);
        return _pending;
    }

    /// <summary>Removes the collected events.</summary>
    public void Clear() => _pending.Clear();
}
