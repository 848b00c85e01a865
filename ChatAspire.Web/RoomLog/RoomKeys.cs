using StackExchange.Redis;

namespace ChatAspire.Web.RoomLog;

/// <summary>Where a room lives in Redis. The hash tag keeps its keys on one node of a cluster, as scripts need.</summary>
/// <remarks>
/// <code>
/// chat:rooms        set   every room's name
/// chat:{room}:head  hash  epoch, seq (the newest number)
/// chat:{room}:log   list  message bodies; the last one has number seq
/// chat:{room}:ids   zset  client id -> number, of the messages still in the log
/// chat:{room}:here  hash  node -> who is in the room there, and until when
/// chat:{room}:bell  pub/sub: a new message, who types, who came or went
/// </code>
/// </remarks>
internal sealed record RoomKeys(RedisKey Head, RedisKey Log, RedisKey Ids, RedisKey Here, string Channel)
{
    public static readonly RedisKey Rooms = "chat:rooms";

    public static RoomKeys Of(string room) => new(
        $"chat:{{{room}}}:head",
        $"chat:{{{room}}}:log",
        $"chat:{{{room}}}:ids",
        $"chat:{{{room}}}:here",
        $"chat:{{{room}}}:bell");
}
