using System.Text.Json;
using ChatAspire.Web.Contracts;
using ChatAspire.Web.Options;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ChatAspire.Web.RoomLog;

/// <summary>
/// The participants of all rooms in Redis. Each node writes the names connected to it; they expire when the node stops refreshing them.
/// </summary>
internal sealed class PresenceStore(IConnectionMultiplexer redis, IOptions<ChatOptions> options)
{
    /// <summary>Writes this node's participants of a room, and reads those of all nodes.</summary>
    public async Task<Participant[]> ExchangeAsync(string room, PresenceUpdate update)
    {
        var keys = RoomKeys.Of(room);
        var names = JsonSerializer.Serialize(update.Names, ApiJson.Plain.StringArray);
        var here = await redis.GetDatabase().ScriptEvaluateAsync(
            LuaScripts.Here,
            [keys.Here],
            [options.Value.Node, names, options.Value.PresenceSeconds, update.IsChanged ? keys.Channel : ""]);
        return Parse((string[])here!);
    }

    /// <summary>Reads the participants of each room.</summary>
    public async Task<Participant[][]> ReadAsync(IReadOnlyList<string> rooms)
    {
        var database = redis.GetDatabase();
        var here = await Task.WhenAll(rooms.Select(room => database.ScriptEvaluateAsync(
            LuaScripts.Here, [RoomKeys.Of(room).Here], ["", "[]", options.Value.PresenceSeconds, ""])));
        return Array.ConvertAll(here, result => Parse((string[])result!));
    }

    // A pair is a node, followed by a JSON array of the names connected to that node, each once even if it has several windows open.
    // The result is sorted, so that all nodes show the same list.
    private static Participant[] Parse(string[] pairs)
    {
        var participants = new List<Participant>();
        for (var i = 0; i + 1 < pairs.Length; i += 2)
        {
            var names = JsonSerializer.Deserialize(pairs[i + 1], ApiJson.Plain.StringArray)!;
            participants.AddRange(names.Select(name => new Participant(name, pairs[i])));
        }

        return [.. participants.OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Node, StringComparer.Ordinal)];
    }
}
