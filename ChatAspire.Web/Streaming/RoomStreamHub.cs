using ChatAspire.Web.Options;
using ChatAspire.Web.Telemetry;

namespace ChatAspire.Web.Streaming;

/// <summary>The rooms with subscribers on this node, and the loop that performs their periodic work.</summary>
internal sealed class RoomStreamHub : BackgroundService
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, RoomStream> _streams = new(StringComparer.Ordinal);
    private readonly RoomStreamServices _services;
    private readonly PresenceSynchronizer _presence;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ChatOptions _options;
    private readonly ChatTelemetry _telemetry;
    private int _subscribers;

    public RoomStreamHub(RoomStreamServices services, PresenceSynchronizer presence, IHostApplicationLifetime lifetime)
    {
        _services = services;
        _presence = presence;
        _lifetime = lifetime;
        _options = services.Options.Value;
        _telemetry = services.Telemetry;
        services.RedisHealth.Changed += problem => ForEach(stream => stream.SetRedisState(problem));
        services.RedisHealth.ConnectionRestored += () =>
        {
            services.Registry.Invalidate();
            ForEach(stream => stream.RequestCheck());
        };
    }

    /// <summary>Adds a subscriber to a room.</summary>
    /// <returns>The room's stream; null when this node already serves its maximum of subscribers.</returns>
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

    /// <summary>Removes a closed subscriber from its room.</summary>
    public void Unsubscribe(RoomStream stream, Subscriber subscriber)
    {
        lock (_gate)
        {
            _subscribers--;
            _telemetry.Readers.Add(-1);
            stream.Remove(subscriber);
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Closes the event streams before the server drains its requests, because a stream never ends by itself.
        using var closing = _lifetime.ApplicationStopping.Register(() => ForEach(stream => stream.CloseSubscribers()));
        using var timer = new PeriodicTimer(PresenceSynchronizer.PollInterval);
        using var stop = stoppingToken.Register(timer.Dispose); // ends the loop without an exception
        for (var tick = 0; await timer.WaitForNextTickAsync(CancellationToken.None); tick++)
        {
            var isSecond = tick % 4 == 0;
            ForEach(stream =>
            {
                _ = _presence.SynchronizeAsync(stream);
                stream.Tick();
                if (isSecond)
                {
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
                if (stream.IsIdle)
                {
                    stream.Dispose();
                    _streams.Remove(room); // allowed during enumeration
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
