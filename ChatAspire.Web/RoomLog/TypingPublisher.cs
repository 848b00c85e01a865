using System.Text.Json;
using ChatAspire.Web.Contracts;
using StackExchange.Redis;

namespace ChatAspire.Web.RoomLog;

/// <summary>Notifies all nodes that someone is typing; nothing is stored.</summary>
internal sealed class TypingPublisher(IConnectionMultiplexer redis, RedisHealthMonitor redisHealth)
{
    /// <summary>Publishes the notification. A missing right is only reported to the health monitor, because typing is optional.</summary>
    /// <exception cref="Exception">Redis is unavailable; see <see cref="RedisErrors.IsUnavailable"/>.</exception>
    public async Task PublishAsync(string room, string author)
    {
        redisHealth.ThrowIfUnavailable();
        var data = JsonSerializer.SerializeToUtf8Bytes(new TypingEvent(author), ApiJson.Plain.TypingEvent);
        try
        {
            await redis.GetDatabase()
                .PublishAsync(RedisChannel.Literal(RoomKeys.Of(room).Channel), RoomNotification.Typing(data))
                .WaitAsync(RedisConnection.CommandTimeout);
        }
        catch (RedisServerException error) when (RedisErrors.Classify(error) == RedisProblem.NotPermitted)
        {
            redisHealth.ReportChannels(error.Message);
        }
    }
}
