using StackExchange.Redis;

namespace ChatAspire.Web.RoomLog;

/// <summary>The keys of a room in Redis. The hash tag keeps them on one server of a cluster, as scripts require.</summary>
/// <remarks>
/// <code>
/// chat:rooms        set   the name of every room
/// chat:probe              never stored; a node tries to write it, to test if Redis accepts writes
/// chat:{room}:head  hash  epoch, seq (the newest number), run (the run id of the server that began the epoch)
/// chat:{room}:log   list  message bodies; the last one has number seq
/// chat:{room}:ids   zset  client id -> number, of the messages still in the log
/// chat:{room}:here  hash  node -> expiry and names of the participants connected to it
/// chat:{room}:bell  pub/sub channel, see RoomNotification: a new message, typing, changed participants
/// </code>
/// </remarks>
internal sealed record RoomKeys(RedisKey Head, RedisKey Log, RedisKey Ids, RedisKey Here, string Channel)
{
    public static readonly RedisKey Rooms = "chat:rooms";

    public static readonly RedisKey Probe = "chat:probe";

    public static RoomKeys Of(string room) => new(
        $"chat:{{{room}}}:head",
        $"chat:{{{room}}}:log",
        $"chat:{{{room}}}:ids",
        $"chat:{{{room}}}:here",
        $"chat:{{{room}}}:bell");
}
