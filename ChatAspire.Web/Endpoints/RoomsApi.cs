using System.Text.Json;
using ChatAspire.Web.Contracts;
using ChatAspire.Web.Options;
using ChatAspire.Web.RoomLog;
using ChatAspire.Web.Streaming;

namespace ChatAspire.Web.Endpoints;

/// <summary>Rooms, who types, and which node this is.</summary>
internal sealed class RoomsApi(MessageLog log, RoomRegistry registry, Presence presence, RedisHealthMonitor redisHealth, ChatOptions options)
{
    /// <summary><c>GET /api/rooms</c>: every room, its newest number and who is in it.</summary>
    public async Task<IResult> ListAsync(HttpContext context)
    {
        try
        {
            var rooms = await ListAsync().WaitAsync(RedisConnection.CommandTimeout);
            return TypedResults.Json(rooms, ApiJson.Plain.RoomList);
        }
        catch (Exception error) when (RedisErrors.IsUnavailable(error))
        {
            return Problem.RedisUnavailable(context);
        }
    }

    /// <summary><c>POST /api/rooms/{room}/typing</c>: 204; readers of the room see it if they are live, it is not stored.</summary>
    public async Task<IResult> TypingAsync(HttpContext context, string room)
    {
        if (RequestLimits.RoomError(room) is { } roomError)
        {
            return Problem.Of(400, roomError);
        }

        var (typing, refusal) = await RequestBody.ReadAsync(context.Request, ApiJson.Plain.PostedTyping);
        if (typing is null)
        {
            return refusal!;
        }

        if (RequestLimits.AuthorError(typing.Author) is { } authorError)
        {
            return Problem.Of(400, authorError);
        }

        if (!redisHealth.IsUp)
        {
            return Problem.RedisUnavailable(context);
        }

        try
        {
            var data = JsonSerializer.SerializeToUtf8Bytes(new TypingEvent(typing.Author!), ApiJson.Plain.TypingEvent);
            await log.TypingAsync(room, data).WaitAsync(RedisConnection.CommandTimeout);
            return TypedResults.NoContent();
        }
        catch (Exception error) when (RedisErrors.IsUnavailable(error))
        {
            return Problem.RedisUnavailable(context);
        }
    }

    /// <summary><c>GET /api/node</c>: which node serves.</summary>
    public IResult Node() => TypedResults.Json(
        new NodeInfo(options.Node, options.Address, options.DashboardUrl), ApiJson.Plain.NodeInfo);

    private async Task<RoomList> ListAsync()
    {
        var rooms = await registry.ListAsync();
        var last = log.LastAsync(rooms);
        var here = presence.HereAsync(rooms);
        return new RoomList([.. rooms.Zip(await last, await here).Select(room => new RoomState(room.First, room.Second, room.Third))]);
    }
}
