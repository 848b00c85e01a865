using System.Globalization;
using System.Text.Json;
using ChatAspire.Web.Contracts;
using ChatAspire.Web.Options;
using ChatAspire.Web.Telemetry;
using Microsoft.Extensions.Options;

namespace ChatAspire.Web.RoomLog;

/// <summary>Stores posted messages: registers the room, adds time, node and trace context, and appends the message to the log.</summary>
internal sealed class MessagePublisher(
    MessageLog log,
    RoomRegistry registry,
    KnownPositions positions,
    ReplicaConfirmation replicas,
    RedisHealthMonitor redisHealth,
    IOptions<ChatOptions> options,
    ChatTelemetry telemetry)
{
    /// <summary>Stores a message, and waits for the replicas that must have it.</summary>
    /// <returns>The message's position; null when its room is new and the chat already has the maximum number of rooms.</returns>
    /// <exception cref="Exception">Redis is unavailable; see <see cref="RedisErrors.IsUnavailable"/>.</exception>
    public async Task<LogPosition?> PublishAsync(string room, PostedMessage message)
    {
        redisHealth.ThrowIfUnavailable();
        try
        {
            var position = await AppendAsync(room, message).WaitAsync(RedisConnection.CommandTimeout);
            redisHealth.ReportStored();
            return position;
        }
        catch (Exception error) when (RedisErrors.IsUnavailable(error))
        {
            redisHealth.ReportRefusal(error);
            throw;
        }
    }

    private async Task<LogPosition?> AppendAsync(string room, PostedMessage message)
    {
        using var span = ChatTelemetry.StartPublish(room);
        if (!await registry.RegisterAsync(room))
        {
            return null;
        }

        var position = await log.AppendAsync(room, message.Id!, Encode(message), positions.Of(room));
        span?.SetTag("messaging.message.id", position.ToString());
        if (positions.Record(room, position))
        {
            // The set of rooms may have been lost together with the log.
            registry.Invalidate();
            await registry.RegisterAsync(room);
        }

        await replicas.ConfirmAsync(room, message.Id!, position);
        telemetry.MessagesIn.Add(1);
        return position;
    }

    private byte[] Encode(PostedMessage message)
    {
        var stored = new StoredMessage(
            ChatTelemetry.Traceparent(),
            DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            message.Id!,
            message.Author!,
            message.Text!,
            options.Value.Node);
        return JsonSerializer.SerializeToUtf8Bytes(stored, ApiJson.Plain.StoredMessage);
    }
}
