using System.Collections.Concurrent;

namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>Where a message stands: the epoch of its log, and its number in it.</summary>
internal readonly record struct LogPosition(string Epoch, long Seq)
{
    public override string ToString() => $"{Epoch}-{Seq}";
}

/// <summary>
/// What all readers and writers of one test together know. It notices at once when one number names two messages; the
/// rest is compared at the end.
/// </summary>
internal sealed class Ledger
{
    private const int FaultsKept = 20; // the first ones tell; a broken build makes thousands

    private readonly ConcurrentDictionary<(string Room, LogPosition LogPosition), string> _idAt = new();
    private readonly ConcurrentQueue<string> _firstFaults = new();
    private int _faults;

    private readonly ConcurrentDictionary<string, LogPosition> _newest = new();

    /// <summary>Every acknowledged message, with the position its writer was told last.</summary>
    public ConcurrentDictionary<(string Room, string Id), LogPosition> Acknowledged { get; } = new();

    public void Fault(string what)
    {
        if (Interlocked.Increment(ref _faults) <= FaultsKept)
        {
            _firstFaults.Enqueue(what);
        }
    }

    /// <summary>A writer was told this position.</summary>
    public void Acknowledge(string room, string id, LogPosition position)
    {
        Acknowledged[(room, id)] = position;
        // The epoch that was heard of last is the newest: epochs change seldom, and every test writes on long after.
        _newest.AddOrUpdate(room, position, (_, was) => was.Epoch == position.Epoch && was.Seq > position.Seq ? was : position);
    }

    /// <summary>The highest number acknowledged in a room's newest epoch; null: none.</summary>
    public LogPosition? Newest(string room) => _newest.TryGetValue(room, out var position) ? position : null;

    /// <summary>Somebody was told that this position holds this message.</summary>
    public void Claim(string room, LogPosition position, string id, string who)
    {
        var first = _idAt.GetOrAdd((room, position), id);
        if (first != id)
        {
            Fault($"{who}: {room} {position} is {id}, but it was {first} before: a number was used twice");
        }
    }

    /// <summary>Fails the test with the first faults, if there are any.</summary>
    public void AssertNoFault() =>
        Assert.True(_faults == 0, $"{_faults} faults, the first of them:\n{string.Join('\n', _firstFaults)}");

    /// <summary>
    /// The text that belongs to an id, so that a reader can tell an altered message: some lines and some Japanese, short
    /// mostly, one in sixteen near the limit.
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
