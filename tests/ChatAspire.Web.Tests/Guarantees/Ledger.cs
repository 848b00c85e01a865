using System.Collections.Concurrent;

namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>
/// The combined knowledge of all readers and writers of one test. It detects at once when one number names two messages;
/// everything else is compared at the end.
/// </summary>
internal sealed class Ledger
{
    private const int MaxFaults = 20; // the first ones are enough; a broken build produces thousands

    private readonly ConcurrentDictionary<(string Room, LogPosition Position), string> _idAt = new();
    private readonly ConcurrentDictionary<string, LogPosition> _newest = new();
    private readonly ConcurrentQueue<string> _firstFaults = new();
    private int _faults;

    /// <summary>Every acknowledged message, with the position in its last acknowledgement.</summary>
    public ConcurrentDictionary<(string Room, string Id), LogPosition> Acknowledged { get; } = new();

    /// <summary>Records a violation of the guarantee.</summary>
    public void Fault(string description)
    {
        if (Interlocked.Increment(ref _faults) <= MaxFaults)
        {
            _firstFaults.Enqueue(description);
        }
    }

    /// <summary>Records the acknowledgement of a message.</summary>
    public void Acknowledge(string room, string id, LogPosition position)
    {
        Acknowledged[(room, id)] = position;
        // The epoch received last is the newest: epochs change rarely, and every test writes for long afterwards.
        _newest.AddOrUpdate(room, position, (_, was) => was.Epoch == position.Epoch && was.Seq > position.Seq ? was : position);
    }

    /// <summary>The highest number acknowledged in a room's newest epoch; null when there is none.</summary>
    public LogPosition? Newest(string room) => _newest.TryGetValue(room, out var position) ? position : null;

    /// <summary>Records that a client received a message at a position.</summary>
    public void Claim(string room, LogPosition position, string id, string client)
    {
        var first = _idAt.GetOrAdd((room, position), id);
        if (first != id)
        {
            Fault($"{client}: {room} {position} is {id}, but was {first} before: a number was used twice");
        }
    }

    /// <summary>Fails the test with the first faults, if there are any.</summary>
    public void AssertNoFault() =>
        Assert.True(_faults == 0, $"{_faults} faults; the first of them:\n{string.Join('\n', _firstFaults)}");

    /// <summary>
    /// The text that belongs to an id, so that a reader detects an altered message: line breaks and Japanese, mostly short,
    /// in one of sixteen cases near the limit.
    /// </summary>
    public static string TextOf(string id)
    {
        var hash = 0u;
        foreach (var c in id)
        {
            hash = (hash * 31) + c;
        }

        var length = (hash & 0xF00) == 0 ? 3900 : 20 + (int)(hash % 200);
        return $"{id} \"<b>\\n\n日本語 {new string('x', length)}";
    }
}
