using System.Diagnostics;
using System.Globalization;

namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>
/// The writers and readers of one test, over some rooms and all nodes, and the comparison of what they have at the end.
/// </summary>
internal sealed class Crowd : IAsyncDisposable
{
    private static readonly TimeSpan ProgressWithin = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _end;
    private readonly string[] _rooms;
    private readonly ChatWriter[] _writers;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private Task _reading = Task.CompletedTask;
    private Task _writing = Task.CompletedTask;
    private int _asked;
    private int _written;

    public Crowd(IReadOnlyList<Uri> nodes, int rooms, int writers, int readers, CancellationToken cancel)
    {
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _rooms = [.. Enumerable.Range(0, rooms).Select(i => $"room-{i}")];
        _writers = [.. Enumerable.Range(0, writers).Select(i => new ChatWriter($"writer-{i}", nodes, i, seed: i, Ledger))];
        // Reader i: room i modulo the rooms, and within a room by turns on each node.
        Readers = [.. Enumerable.Range(0, readers).Select(i => new ChatReader($"reader-{i}", _rooms[i % rooms], nodes, i / rooms, Ledger))];
    }

    public Ledger Ledger { get; } = new();
    public IReadOnlyList<ChatReader> Readers { get; }
    public int Written => Volatile.Read(ref _written);

    public void StartReading() => _reading = Task.WhenAll(Readers.Select(r => Task.Run(() => r.RunAsync(_end.Token))));

    /// <summary>Each writer writes its share of the messages, to all rooms by turns.</summary>
    /// <param name="pause">Between two messages of one writer: makes the load last as long as the harm that is done meanwhile.</param>
    public void StartWriting(int messages, TimeSpan pause)
    {
        var first = _asked / _writers.Length;
        _asked += messages;
        _writing = Task.WhenAll(_writers.Select((writer, w) => Task.Run(async () =>
        {
            for (var i = first; i < _asked / _writers.Length; i++)
            {
                await writer.WriteAsync(_rooms[(w + i) % _rooms.Length], $"w{w}.{i}", _end.Token);
                Interlocked.Increment(ref _written);
                await Task.Delay(pause, _end.Token);
            }
        })));
    }

    /// <summary>Waits until so many messages are acknowledged.</summary>
    public Task UntilWrittenAsync(int messages) =>
        UntilAsync(() => Written >= messages, $"{messages} messages acknowledged");

    /// <summary>Waits for a condition; fails as soon as a reader or a writer saw a fault, or when nothing comes of it.</summary>
    public async Task UntilAsync(Func<bool> condition, string what)
    {
        for (var waited = Stopwatch.StartNew(); !condition(); await Task.Delay(20, _end.Token))
        {
            if (_writing.IsFaulted)
            {
                await _writing;
            }

            Ledger.AssertNoFault();
            Assert.True(waited.Elapsed < ProgressWithin, $"{ProgressWithin.TotalSeconds} s without {what}. Written are {Written}; not at their room's end: "
                + string.Join(", ", Readers.Where(r => !IsAtTheEnd(r)).Select(r => $"{r.Name} at {r.Last}, {r.Room} is at {Ledger.Newest(r.Room)}")));
        }
    }

    /// <summary>Waits for the writers to end, and then until every reader has the last acknowledged message of its room.</summary>
    public async Task SettleAsync()
    {
        await UntilAsync(() => _writing.IsCompleted, "the writers being done");
        await _writing;
        await UntilAsync(() => Readers.All(IsAtTheEnd), "every reader being at its room's end");
    }

    /// <summary>Every acknowledged message at every reader of its room exactly once, at the number its writer was told.</summary>
    public void AssertNothingLostNothingTwiceOneOrder()
    {
        foreach (var reader in Readers)
        {
            if (reader.Epochs + reader.Gaps > 0)
            {
                Ledger.Fault($"{reader.Name} was told of {reader.Epochs} new epochs and {reader.Gaps} gaps, but the log is whole");
            }

            Compare(reader, reader.Delivered, [.. AcknowledgedIn(reader.Room)]);
        }
        Ledger.AssertNoFault();
    }

    /// <summary>
    /// For a store that does not write a script down as a whole: what the last epoch holds is the same for every reader,
    /// and every acknowledged message is in it, whichever epoch it was acknowledged in.
    /// </summary>
    /// <returns>How many messages stand there more than once.</returns>
    public int AssertNothingAcknowledgedIsLost()
    {
        AssertOneOrderInTheLastEpoch();
        var twice = 0;
        foreach (var room in Readers.DistinctBy(r => r.Room))
        {
            var ids = room.Delivered.Where(m => m.LogPosition.Epoch == Ledger.Newest(room.Room)!.Value.Epoch).Select(m => m.Id).ToArray();
            var lost = AcknowledgedIn(room.Room).Select(m => m.Id).Except(ids).ToArray();
            if (lost.Length > 0)
            {
                Ledger.Fault($"{room.Room}: {lost.Length} acknowledged messages are lost, the first of them {lost[0]}");
            }

            twice += ids.Length - ids.Distinct().Count();
        }
        Ledger.AssertNoFault();
        return twice;
    }

    /// <summary>
    /// For a log that was lost on the way: what stands in its last epoch is the same for every reader, without a hole, and
    /// holds what was acknowledged in that epoch. That no number named two messages is the ledger's to say.
    /// </summary>
    public void AssertOneOrderInTheLastEpoch()
    {
        foreach (var room in Readers.GroupBy(r => r.Room))
        {
            var epoch = Ledger.Newest(room.Key)!.Value.Epoch;
            var first = room.First().Delivered.Where(m => m.LogPosition.Epoch == epoch).ToArray();
            foreach (var reader in room)
            {
                Compare(reader, [.. reader.Delivered.Where(m => m.LogPosition.Epoch == epoch)], first);
            }

            var missing = AcknowledgedIn(room.Key).Where(m => m.LogPosition.Epoch == epoch).Except(first).ToArray();
            if (missing.Length > 0)
            {
                Ledger.Fault($"{room.Key} {epoch}: {missing.Length} acknowledged messages reached nobody, the first of them {missing[0]}");
            }
        }
        Ledger.AssertNoFault();
    }

    /// <summary>The figures, in one line each.</summary>
    public string Figures() => string.Create(CultureInfo.InvariantCulture, $"""
          messages acknowledged   {Ledger.Acknowledged.Count,9:N0}
          deliveries              {Readers.Sum(r => r.Delivered.Length),9:N0}  to {Readers.Count} readers
          writers' retries        {_writers.Sum(w => w.Retries),9:N0}  and {_writers.Sum(w => w.Repeats):N0} needless repeats
          slowest 503             {_writers.Max(w => w.SlowestRefusal).TotalSeconds,9:N2}  s
          readers' reconnects     {Readers.Sum(r => r.Connections - 1),9:N0}
          seconds                 {_clock.Elapsed.TotalSeconds,9:N1}
        """);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_reading, _writing).ContinueWith(_ => { }, TaskScheduler.Default); // the test has its own verdict
        foreach (var writer in _writers)
        {
            writer.Dispose();
        }

        _end.Dispose();
    }

    private bool IsAtTheEnd(ChatReader reader) =>
        reader.Last is { } last && Ledger.Newest(reader.Room) is { } newest && last.Epoch == newest.Epoch && last.Seq >= newest.Seq;

    private IEnumerable<(LogPosition LogPosition, string Id)> AcknowledgedIn(string room) =>
        Ledger.Acknowledged.Where(a => a.Key.Room == room).Select(a => (LogPosition: a.Value, a.Key.Id)).OrderBy(m => m.LogPosition.Seq);

    private void Compare(ChatReader reader, (LogPosition LogPosition, string Id)[] delivered, (LogPosition LogPosition, string Id)[] expected)
    {
        if (delivered.SequenceEqual(expected))
        {
            return;
        }

        var (got, wanted) = delivered.Zip(expected).FirstOrDefault(pair => pair.First != pair.Second);
        Ledger.Fault($"{reader.Name} has {delivered.Length} messages of {reader.Room}, expected are {expected.Length}; the first difference: {got} in position of {wanted}");
    }
}
