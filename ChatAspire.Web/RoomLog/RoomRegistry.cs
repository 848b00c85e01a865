using System.Collections.Concurrent;
using ChatAspire.Web.Options;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ChatAspire.Web.RoomLog;

/// <summary>The set of rooms in Redis. A cache of registered rooms saves one command per message.</summary>
internal sealed class RoomRegistry(IConnectionMultiplexer redis, IOptions<ChatOptions> options)
{
    private readonly ConcurrentDictionary<string, bool> _registered = new(StringComparer.Ordinal);

    /// <summary>Registers a room if it is new. The script enforces the limit across all nodes.</summary>
    /// <returns>False when the chat already has the maximum number of rooms.</returns>
    public async ValueTask<bool> RegisterAsync(string room)
    {
        if (_registered.ContainsKey(room))
        {
            return true;
        }

        var isRegistered = (int)await redis.GetDatabase().ScriptEvaluateAsync(
            LuaScripts.Register, [RoomKeys.Rooms], [room, options.Value.MaxRooms]) == 1;
        if (isRegistered)
        {
            _registered[room] = true;
        }

        return isRegistered;
    }

    /// <summary>Discards the cache, after Redis was unavailable or lost its data.</summary>
    public void Invalidate() => _registered.Clear();

    /// <summary>Reads the names of all rooms, sorted.</summary>
    public async Task<string[]> ListAsync()
    {
        var rooms = await redis.GetDatabase().SetMembersAsync(RoomKeys.Rooms);
        var names = Array.ConvertAll(rooms, room => (string)room!);
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }
}
