using ChatAspire.Web.Contracts;
using ChatAspire.Web.Options;
using ChatAspire.Web.RoomLog;
using Microsoft.Extensions.Options;

namespace ChatAspire.Web.Endpoints;

/// <summary>Lists the rooms, announces that someone is typing, and describes this node.</summary>
internal static class RoomEndpoints
{
    /// <summary><c>GET /api/rooms</c>: answers every room with its newest number and its participants.</summary>
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

    /// <summary><c>POST /api/rooms/{room}/typing</c>: answers 204. Live readers receive a typing event; nothing is stored.</summary>
    public static async Task<IResult> PostTypingAsync(string room, RequestBody<PostedTyping> body, TypingPublisher publisher)
    {
        await publisher.PublishAsync(room, body.Value.Author!);
        return TypedResults.NoContent();
    }

    /// <summary><c>GET /api/node</c>: answers the name and the address of this node.</summary>
    public static IResult GetNode(IOptions<ChatOptions> options) => TypedResults.Json(
        new NodeInfo(options.Value.Node, options.Value.Address, options.Value.DashboardUrl), ApiJson.Plain.NodeInfo);
}
