using System.Threading.Channels;

namespace ChatAspire.Web.Streaming;

/// <summary>Wakes a room's pump. Signals set while the pump works are merged into one.</summary>
internal sealed class RoomSignal
{
    private readonly Channel<bool> _channel = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Wakes the pump at once or, if it is busy, as soon as it waits again.</summary>
    public void Set() => _channel.Writer.TryWrite(true);

    /// <summary>Waits for a signal and resets it.</summary>
    /// <exception cref="OperationCanceledException">The room is closed on this node.</exception>
    public async ValueTask WaitAsync(CancellationToken stop)
    {
        await _channel.Reader.WaitToReadAsync(stop);
        _channel.Reader.TryRead(out _);
    }
}
