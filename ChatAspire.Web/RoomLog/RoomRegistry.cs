using System.Collections.Concurrent;
using ChatAspire.Web.Contracts;
using ChatAspire.Web.Options;
using StackExchange.Redis;

namespace ChatAspire.Web.RoomLog;

/// <summary>Which rooms there are, in Redis; what this node remembers of them spares the question on every message.</summary>
internal sealed class RoomRegistry(IConnectionMultiplexer redis, ChatOptions options)
{
    private readonly ConcurrentDictionary<string, bool> _registered = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, LogPosition> _seen = new(StringComparer.Ordinal);

    /// <summary>Opens a room when it is new; one script holds the cap, whichever node a room is opened on.</summary>
    /// <returns>False when the chat has all the rooms it may have.</returns>
    public async ValueTask<bool> RegisterAsync(string room)
    {
        if (_registered.ContainsKey(room))
        {
            return true;
        }

        var registered = (int)await redis.GetDatabase().ScriptEvaluateAsync(
            LuaScripts.Register, [RoomKeys.Rooms], [room, options.MaxRooms]) == 1;
        if (registered)
        {
            _registered[room] = true;
        }

        return registered;
    }

    /// <summary>Forgets which rooms Redis has: it was away, or lost what it knew.</summary>
    public void Invalidate() => _registered.Clear();

    /// <summary>Every room's name, sorted.</summary>
    public async Task<string[]> ListAsync()
    {
        var rooms = await redis.GetDatabase().SetMembersAsync(RoomKeys.Rooms);
        var names = Array.ConvertAll(rooms, room => (string)room!);
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    /// <summary>The newest place of a room that this node has seen; the default when it has seen none.</summary>
    public LogPosition Seen(string room) => _seen.GetValueOrDefault(room);

    /// <summary>Notes a place that Redis has just told of.</summary>
    /// <returns>Whether the room was known by another epoch before: its log was lost.</returns>
    public bool Record(string room, LogPosition position)
    {
        var before = Seen(room);
        if (before.Epoch != position.Epoch || before.Seq < position.Seq)
        {
            _seen[room] = position;
        }

        return before.Epoch is not null && before.Epoch != position.Epoch;
    }
}
