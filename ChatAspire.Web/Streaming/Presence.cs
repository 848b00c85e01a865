using System.Text.Json;
using ChatAspire.Web.Contracts;
using ChatAspire.Web.Options;
using ChatAspire.Web.RoomLog;
using ChatAspire.Web.Telemetry;
using StackExchange.Redis;

namespace ChatAspire.Web.Streaming;

/// <summary>Who is in which room: each node says so in one command per room, and hears in its answer who is there elsewhere.</summary>
internal sealed class Presence(IConnectionMultiplexer redis, RedisHealthMonitor redisHealth, ChatOptions options)
{
    /// <summary>How often a node looks whether there is something to tell: what changes meanwhile is told together.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>The names on this node, and whether they changed since they were last told.</summary>
    internal sealed record News(string[] Names, bool IsChanged);

    /// <summary>Three times within the time to live, so that one lost message takes nobody away.</summary>
    public TimeSpan RefreshInterval { get; } = TimeSpan.FromSeconds(options.PresenceSeconds / 3.0);

    /// <summary>Tells what is new in a room, if anything, and passes on to its subscribers who is there.</summary>
    public async Task ExchangeAsync(RoomStream stream)
    {
        if (!redisHealth.IsUp || stream.TakePresenceUpdate(RefreshInterval) is not { } update)
        {
            return;
        }

        using var untraced = UntracedScope.Begin();
        try
        {
            var keys = RoomKeys.Of(stream.Room);
            var names = JsonSerializer.Serialize(update.Names, ApiJson.Plain.StringArray);
            var here = await redis.GetDatabase().ScriptEvaluateAsync(
                LuaScripts.Here,
                [keys.Here],
                [options.Node, names, options.PresenceSeconds, update.IsChanged ? keys.Channel : ""]).WaitAsync(RedisConnection.CommandTimeout);
            stream.SetParticipants(new HereEvent(Parse((string[])here!)));
        }
        catch (Exception error) when (RedisErrors.IsUnavailable(error))
        {
            stream.RetryPresenceUpdate();
        }
    }

    /// <summary>Who is in each of the rooms.</summary>
    public async Task<Participant[][]> HereAsync(IReadOnlyList<string> rooms)
    {
        var database = redis.GetDatabase();
        var here = await Task.WhenAll(rooms.Select(room => database.ScriptEvaluateAsync(
            LuaScripts.Here, [RoomKeys.Of(room).Here], ["", "[]", options.PresenceSeconds, ""])));
        return Array.ConvertAll(here, result => Parse((string[])result!));
    }

    // Name once per node, however many windows it has open there. Sorted, so that every node shows the same list.
    private static Participant[] Parse(string[] pairs)
    {
        var present = new List<Participant>();
        for (var i = 0; i + 1 < pairs.Length; i += 2)
        {
            var names = JsonSerializer.Deserialize(pairs[i + 1], ApiJson.Plain.StringArray)!;
            present.AddRange(names.Select(name => new Participant(name, pairs[i])));
        }

        return [.. present.OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Node, StringComparer.Ordinal)];
    }
}
