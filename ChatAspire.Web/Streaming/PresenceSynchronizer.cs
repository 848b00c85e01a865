using ChatAspire.Web.Contracts;
using ChatAspire.Web.Options;
using ChatAspire.Web.RoomLog;
using ChatAspire.Web.Telemetry;
using Microsoft.Extensions.Options;

namespace ChatAspire.Web.Streaming;

/// <summary>Keeps the participants of a room in sync between its stream on this node and Redis.</summary>
internal sealed class PresenceSynchronizer(PresenceStore store, RedisHealthMonitor redisHealth, IOptions<ChatOptions> options)
{
    /// <summary>The interval between two calls of <see cref="SynchronizeAsync"/>; changes in between are published together.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    // Refreshes three times within the time to live, so that one lost command does not make a name expire.
    private readonly TimeSpan _refreshInterval = TimeSpan.FromSeconds(options.Value.PresenceSeconds / 3.0);

    /// <summary>Publishes this node's participants if an update is due, and sends the participants of all nodes to the room.</summary>
    public async Task SynchronizeAsync(RoomStream stream)
    {
        if (redisHealth.Problem != RedisProblem.None || stream.Presence.TakeUpdate(_refreshInterval) is not { } update)
        {
            return;
        }

        using var untraced = UntracedScope.Begin();
        try
        {
            var participants = await store.ExchangeAsync(stream.Room, update).WaitAsync(RedisConnection.CommandTimeout);
            stream.SetParticipants(new HereEvent(participants));
        }
        catch (Exception error) when (RedisErrors.IsUnavailable(error))
        {
            stream.Presence.RetryUpdate();
        }
    }
}
