using ChatAspire.Web.Contracts;
using ChatAspire.Web.Options;
using ChatAspire.Web.RoomLog;
using Microsoft.Extensions.Options;

namespace ChatAspire.Web.Endpoints;

/// <summary>Lists the rooms, announces that someone is typing, and describes this node.</summary>
internal static class RoomEndpoints
{
    /// <summary><c>GET /api/rooms</c>: returns every room with the number of its newest message and its participants.</summary>
    public static async Task<IResult> ListAsync(RoomRegistry registry, MessageLog log, PresenceStore presence)
    {
        return TypedResults.Json(await ReadAsync().WaitAsync(RedisConnection.CommandTimeout), ApiJson.Plain.RoomList);

        async Task<RoomList> ReadAsync()
        {
            var rooms = await registry.ListAsync();
            var last = log.LastAsync(rooms);
            var here = presence.ReadAsync(rooms);
            return new RoomList([.. rooms.Zip(await last, await here).Select(room => new RoomState(room.First, room.Second, room.Third))]);
        }
    }

    /// <summary>
    /// <c>POST /api/rooms/{room}/typing</c>: sends a typing event to the room's live readers and returns 204. Nothing is stored.
    /// </summary>
    public static async Task<IResult> PostTypingAsync(string room, RequestBody<PostedTyping> body, TypingPublisher publisher)
    {
        await publisher.PublishAsync(room, body.Value.Author!);
        return TypedResults.NoContent();
    }

    /// <summary><c>GET /api/node</c>: returns this node's name and address, and the URL of the dashboard.</summary>
    public static IResult GetNode(IOptions<ChatOptions> options) => TypedResults.Json(
        new NodeInfo(options.Value.Node, options.Value.Address, options.Value.DashboardUrl), ApiJson.Plain.NodeInfo);
}
