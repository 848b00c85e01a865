using System.Globalization;
using System.Text.Json;
using ChatAspire.Web.Contracts;
using ChatAspire.Web.Options;
using ChatAspire.Web.RoomLog;
using ChatAspire.Web.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ChatAspire.Web.Endpoints;

/// <summary>Posting a message and reading the history.</summary>
internal sealed class MessagesApi(MessageLog log, RoomRegistry registry, RedisHealthMonitor redisHealth, ChatOptions options, ChatTelemetry telemetry)
{
    /// <summary><c>POST /api/rooms/{room}/messages</c>: 201 once Redis has the message.</summary>
    public async Task<IResult> PostAsync(HttpContext context, string room)
    {
        if (RequestLimits.RoomError(room) is { } roomError)
        {
            return Problem.Of(400, roomError);
        }

        var (message, refusal) = await RequestBody.ReadAsync(context.Request, ApiJson.Plain.PostedMessage);
        if (message is null)
        {
            return refusal!;
        }

        if (RequestLimits.MessageError(message) is { } messageError)
        {
            return Problem.Of(400, messageError);
        }

        if (!redisHealth.IsUp)
        {
            return Problem.RedisUnavailable(context);
        }

        try
        {
            return await AppendAsync(room, message).WaitAsync(RedisConnection.CommandTimeout) is { } position
                ? Created(room, message.Id!, position)
                : Problem.Unavailable(context, $"The chat has all the {options.MaxRooms} rooms it may have; \"{room}\" would be a new one.");
        }
        catch (Exception error) when (RedisErrors.IsUnavailable(error))
        {
            return Problem.RedisUnavailable(context);
        }
    }

    /// <summary><c>GET /api/rooms/{room}/messages?after=SEQ&amp;limit=N</c>: a page of the history.</summary>
    public async Task<IResult> GetAsync(HttpContext context, string room)
    {
        if (RequestLimits.RoomError(room) is { } roomError)
        {
            return Problem.Of(400, roomError);
        }

        if (!TryNumber(context, "after", 0, long.MaxValue - 1, out var after))
        {
            return Problem.Of(400, "after is a number from 0; messages that follow it are sent.");
        }

        if (!TryNumber(context, "limit", RequestLimits.DefaultPage, RequestLimits.MaxPage, out var limit) || limit == 0)
        {
            return Problem.Of(400, $"limit is a number from 1 to {RequestLimits.MaxPage}.");
        }

        try
        {
            var page = await log.ReadAsync(room, after, (int)limit).WaitAsync(RedisConnection.CommandTimeout);
            return TypedResults.Stream(body => WritePageAsync(body, room, page), "application/json; charset=utf-8");
        }
        catch (Exception error) when (RedisErrors.IsUnavailable(error))
        {
            return Problem.RedisUnavailable(context);
        }
    }

    private async Task<LogPosition?> AppendAsync(string room, PostedMessage message)
    {
        using var span = ChatTelemetry.StartPublish(room);
        if (!await registry.RegisterAsync(room))
        {
            return null;
        }

        var stored = new StoredMessage(
            ChatTelemetry.Traceparent(),
            DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            message.Id!,
            message.Author!,
            message.Text!,
            options.Node);
        var body = JsonSerializer.SerializeToUtf8Bytes(stored, ApiJson.Plain.StoredMessage);
        var position = await log.AppendAsync(room, message.Id!, body, registry.Seen(room));
        span?.SetTag("messaging.message.id", position.ToString());
        if (registry.Record(room, position))
        {
            // The log was lost, and with it perhaps the list of rooms.
            registry.Invalidate();
            await registry.RegisterAsync(room);
        }

        telemetry.MessagesIn.Add(1);
        return position;
    }

    private static JsonHttpResult<Receipt> Created(string room, string id, LogPosition position) => TypedResults.Json(
        new Receipt(room, id, position.Epoch, position.Seq), ApiJson.Plain.Receipt, statusCode: StatusCodes.Status201Created);

    private static bool TryNumber(HttpContext context, string name, long defaultValue, long max, out long number)
    {
        number = defaultValue;
        return !context.Request.Query.TryGetValue(name, out var text)
            || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= max);
    }

    private static async Task WritePageAsync(Stream body, string room, LogPage page)
    {
        await using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteString("room"u8, room);
        json.WriteString("epoch"u8, page.Epoch);
        json.WriteNumber("first"u8, page.First);
        json.WriteNumber("last"u8, page.Last);
        json.WriteStartArray("messages"u8);
        for (var i = 0; i < page.Bodies.Length; i++)
        {
            json.WriteRawValue(StoredMessageHeader.Numbered(page.From + i, page.Bodies[i]), skipInputValidation: true);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
