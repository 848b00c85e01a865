using ChatAspire.Web.Options;
using ChatAspire.Web.Telemetry;

namespace ChatAspire.Web.Streaming;

/// <summary>The rooms that are read on this node, and the one loop that looks after them.</summary>
internal sealed class RoomStreamHub : BackgroundService
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, RoomStream> _streams = new(StringComparer.Ordinal);
    private readonly RoomStreamServices _services;
    private readonly Presence _presence;
    private readonly ChatOptions _options;
    private readonly ChatTelemetry _telemetry;
    private int _subscribers;

    public RoomStreamHub(RoomStreamServices services, Presence presence)
    {
        _services = services;
        _presence = presence;
        _options = services.Options;
        _telemetry = services.Telemetry;
        services.RedisHealth.Changed += isUp => ForEach(stream => stream.SetRedisState(isUp));
        services.RedisHealth.ConnectionRestored += () =>
        {
            services.Registry.Invalidate();
            ForEach(stream => stream.RequestCheck());
        };
    }

    /// <summary>Takes a subscriber into a room.</summary>
    /// <returns>The room's stream; null when this node has all the subscribers it may have.</returns>
    public RoomStream? Subscribe(string room, Subscriber subscriber)
    {
        lock (_gate)
        {
            if (_subscribers == _options.MaxReaders)
            {
                return null;
            }

            _subscribers++;
            _telemetry.Readers.Add(1);
            if (!_streams.TryGetValue(room, out var stream))
            {
                _streams[room] = stream = new RoomStream(room, _services);
            }

            stream.Add(subscriber);
            return stream;
        }
    }

    /// <summary>Lets a subscriber go that was closed.</summary>
    public void Unsubscribe(RoomStream stream, Subscriber subscriber)
    {
        lock (_gate)
        {
            _subscribers--;
            _telemetry.Readers.Add(-1);
            stream.Remove(subscriber);
        }
    }

    /// <summary>Closes every subscriber, so that stopping the node does not wait for them.</summary>
    public void CloseSubscribers() => ForEach(stream => stream.CloseSubscribers());

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Presence.PollInterval);
        using var stop = stoppingToken.Register(timer.Dispose); // ends the loop, as no error
        for (var tick = 0; await timer.WaitForNextTickAsync(CancellationToken.None); tick++)
        {
            var isSecond = tick % 4 == 0;
            ForEach(stream =>
            {
                _ = _presence.ExchangeAsync(stream);
                if (isSecond)
                {
                    stream.Tick();
                    _telemetry.ReadersDropped.Add(stream.DropStalled(TimeSpan.FromSeconds(_options.StallSeconds)));
                }
            });
            if (isSecond)
            {
                CloseIdle();
            }
        }
    }

    private void CloseIdle()
    {
        lock (_gate)
        {
            foreach (var (room, stream) in _streams)
            {
                if (stream.IsIdle())
                {
                    stream.Dispose();
                    _streams.Remove(room); // allowed while enumerating
                }
            }
        }
    }

    private void ForEach(Action<RoomStream> action)
    {
        RoomStream[] streams;
        lock (_gate)
        {
            streams = [.. _streams.Values];
        }

        Array.ForEach(streams, action);
    }
}
