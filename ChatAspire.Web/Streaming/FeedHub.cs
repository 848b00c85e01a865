using ChatAspire.Web.Options;
using ChatAspire.Web.Telemetry;

namespace ChatAspire.Web.Streaming;

/// <summary>The rooms that are read on this node, and the one loop that looks after them.</summary>
internal sealed class FeedHub : BackgroundService
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, RoomFeed> _feeds = new(StringComparer.Ordinal);
    private readonly FeedServices _services;
    private readonly Presence _presence;
    private readonly ChatSettings _settings;
    private readonly ChatTelemetry _telemetry;
    private int _readers;

    public FeedHub(FeedServices services, Presence presence)
    {
        _services = services;
        _presence = presence;
        _settings = services.Settings;
        _telemetry = services.Telemetry;
        services.Link.Changed += isUp => ForEach(feed => feed.SetRedis(isUp));
        services.Link.Reconnected += () =>
        {
            services.Registry.Forget();
            ForEach(feed => feed.RequestCheck());
        };
    }

    /// <summary>Takes a reader into a room.</summary>
    /// <returns>The room's feed; null when this node has all the readers it may have.</returns>
    public RoomFeed? Enter(string room, FeedReader reader)
    {
        lock (_gate)
        {
            if (_readers == _settings.MaxReaders)
            {
                return null;
            }

            _readers++;
            _telemetry.Readers.Add(1);
            if (!_feeds.TryGetValue(room, out var feed))
            {
                _feeds[room] = feed = new RoomFeed(room, _services);
            }

            feed.Add(reader);
            return feed;
        }
    }

    /// <summary>Lets a reader go that was closed.</summary>
    public void Leave(RoomFeed feed, FeedReader reader)
    {
        lock (_gate)
        {
            _readers--;
            _telemetry.Readers.Add(-1);
            feed.Remove(reader);
        }
    }

    /// <summary>Closes every reader, so that stopping the node does not wait for them.</summary>
    public void CloseReaders() => ForEach(feed => feed.CloseReaders());

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Presence.LookInterval);
        using var stop = stoppingToken.Register(timer.Dispose); // ends the loop, as no error
        for (var look = 0; await timer.WaitForNextTickAsync(CancellationToken.None); look++)
        {
            var isSecond = look % 4 == 0;
            ForEach(feed =>
            {
                _ = _presence.ExchangeAsync(feed);
                if (isSecond)
                {
                    feed.Tick();
                    _telemetry.ReadersDropped.Add(feed.DropStalled(TimeSpan.FromSeconds(_settings.StallSeconds)));
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
            foreach (var (room, feed) in _feeds)
            {
                if (feed.IsIdle())
                {
                    feed.Dispose();
                    _feeds.Remove(room); // allowed while enumerating
                }
            }
        }
    }

    private void ForEach(Action<RoomFeed> action)
    {
        RoomFeed[] feeds;
        lock (_gate)
        {
            feeds = [.. _feeds.Values];
        }

        Array.ForEach(feeds, action);
    }
}
