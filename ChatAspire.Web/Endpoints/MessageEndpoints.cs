using System.Globalization;
using ChatAspire.Web.Contracts;
using ChatAspire.Web.Options;
using ChatAspire.Web.RoomLog;
using Microsoft.Extensions.Options;

namespace ChatAspire.Web.Endpoints;

/// <summary>Posts messages and serves the history of a room.</summary>
internal static class MessageEndpoints
{
    /// <summary>
    /// <c>POST /api/rooms/{room}/messages</c>: returns 201 once Redis has stored the message, or 503 when the chat has too many rooms.
    /// </summary>
    public static async Task<IResult> PostAsync(
        HttpContext context, string room, RequestBody<PostedMessage> body, MessagePublisher publisher, IOptions<ChatOptions> options) =>
        await publisher.PublishAsync(room, body.Value) is { } position
            ? TypedResults.Json(
                new Receipt(room, body.Value.Id!, position.Epoch, position.Seq),
                ApiJson.Plain.Receipt,
                statusCode: StatusCodes.Status201Created)
            : Problem.Unavailable(
                context, $"The chat already has its maximum of {options.Value.MaxRooms} rooms; \"{room}\" would be a new one.");

    /// <summary><c>GET /api/rooms/{room}/messages?after=SEQ&amp;limit=N</c>: returns a page of the history.</summary>
    public static async Task<IResult> GetHistoryAsync(string room, string? after, string? limit, MessageLog log)
    {
        if (!TryParse(after, 0, long.MaxValue - 1, out var from))
        {
            return Problem.Of(400,
                "The query parameter \"after\" must be a number, 0 or greater; the page begins with the message that follows it.");
        }

        if (!TryParse(limit, RequestLimits.DefaultPage, RequestLimits.MaxPage, out var count) || count == 0)
        {
            return Problem.Of(400, $"limit must be a number from 1 to {RequestLimits.MaxPage}.");
        }

        var page = await log.ReadAsync(room, from, (int)count).WaitAsync(RedisConnection.CommandTimeout);
        return TypedResults.Stream(body => HistoryPage.WriteAsync(body, room, page), "application/json; charset=utf-8");
    }

    private static bool TryParse(string? text, long defaultValue, long max, out long number)
    {
        number = defaultValue;
        return text is null || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= max);
    }
}
