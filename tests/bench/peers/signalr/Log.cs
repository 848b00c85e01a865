using System.Text.Json;
using StackExchange.Redis;

namespace ChatAspire.Bench.SignalR;

/// <summary>A chat message as the peer stores and sends it.</summary>
public sealed record Message(string Id, string Author, string Text, DateTime At, long Seq = 0);

/// <summary>The peer's store: one script numbers, appends and trims, as in the Socket.IO peer.</summary>
public sealed class Log(ConnectionMultiplexer redis, int retention)
{
    private const string Append = """
        local seq = redis.call("INCR", KEYS[1])
        redis.call("RPUSH", KEYS[2], seq .. " " .. ARGV[1])
        redis.call("LTRIM", KEYS[2], -tonumber(ARGV[2]), -1)
        return seq
        """;

    public async Task<long> AppendAsync(string room, Message message) => (long)await redis.GetDatabase().ScriptEvaluateAsync(
        Append, [$"bench:{{{room}}}:last", $"bench:{{{room}}}:log"], [JsonSerializer.Serialize(message), retention]);
}
