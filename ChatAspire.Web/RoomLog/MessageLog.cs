using ChatAspire.Web.Contracts;
using ChatAspire.Web.Options;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ChatAspire.Web.RoomLog;

/// <summary>The logs of all rooms in Redis: the source of truth for messages and their order.</summary>
internal sealed class MessageLog(IConnectionMultiplexer redis, RedisHealthMonitor redisHealth, IOptions<ChatOptions> options)
{
    private IDatabase Database => redis.GetDatabase();

    /// <summary>Appends a message unless its id is already in the log; returns the message's position in both cases.</summary>
    /// <param name="known">
    /// The newest position known to this node; the default for none. A log that ends at a lower number lost its tail, and gets a new epoch.
    /// </param>
    public async Task<LogPosition> AppendAsync(string room, string id, ReadOnlyMemory<byte> body, LogPosition known)
    {
        var keys = RoomKeys.Of(room);
        var result = await Database.ScriptEvaluateAsync(
            LuaScripts.Append,
            [keys.Head, keys.Log, keys.Ids],
            [id, body, LogPosition.NewEpoch(), known.Epoch ?? "", known.Seq, options.Value.Retention, keys.Channel]);
        redisHealth.ReportChannels((string)result[2]! is { Length: > 0 } error ? error : null);
        return new LogPosition((string)result[0]!, (long)result[1]);
    }

    /// <summary>Reads at most <paramref name="limit"/> messages that follow number <paramref name="after"/>.</summary>
    public async Task<LogPage> ReadAsync(string room, long after, int limit)
    {
        var keys = RoomKeys.Of(room);
        var result = await Database.ScriptEvaluateAsync(LuaScripts.Read, [keys.Head, keys.Log, keys.Ids], [after, limit]);
        var epoch = (string)result[0]!;
        return new LogPage(
            epoch.Length == 0 ? null : epoch,
            (long)result[1],
            (long)result[2],
            (long)result[3],
            (byte[][])result[4]!);
    }

    /// <summary>Ends <paramref name="epoch"/>, whose log was lost in whole or in part; returns the room's epoch after that.</summary>
    /// <param name="onlyAfterRestart">
    /// True to end the epoch only if it was begun by another server, or by this server before a restart.
    /// </param>
    public async Task<string> RenewAsync(string room, string epoch, bool onlyAfterRestart)
    {
        var keys = RoomKeys.Of(room);
        var result = await Database.ScriptEvaluateAsync(
            LuaScripts.Renew,
            [keys.Head, keys.Log, keys.Ids],
            [epoch, LogPosition.NewEpoch(), onlyAfterRestart ? "restarted" : "lost"]);
        return (string)result!;
    }

    /// <summary>Reads the number of each room's newest message; 0 for a room without a log.</summary>
    public async Task<long[]> LastAsync(IReadOnlyList<string> rooms)
    {
        var last = await Task.WhenAll(rooms.Select(room => Database.HashGetAsync(RoomKeys.Of(room).Head, "seq")));
        return [.. last.Select(seq => (long)seq)];
    }
}
