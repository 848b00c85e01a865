using System.Collections.Concurrent;
using ChatAspire.Web.Contracts;

namespace ChatAspire.Web.RoomLog;

/// <summary>The newest log position that this node has seen in each room.</summary>
internal sealed class KnownPositions
{
    private readonly ConcurrentDictionary<string, LogPosition> _positions = new(StringComparer.Ordinal);

    /// <summary>Returns the newest position known for a room; the default, with a null epoch, when none is known.</summary>
    public LogPosition Of(string room) => _positions.GetValueOrDefault(room);

    /// <summary>Records a position that Redis has just returned, unless a later one in the same epoch is known.</summary>
    /// <returns>True when the room was known in another epoch, which means that its log was lost.</returns>
    public bool Record(string room, LogPosition position)
    {
        var known = Of(room);
        if (known.Epoch != position.Epoch || known.Seq < position.Seq)
        {
            _positions[room] = position;
        }

        return known.Epoch is not null && known.Epoch != position.Epoch;
    }
}
