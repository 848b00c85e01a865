using System.Diagnostics;
using System.Globalization;
using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>The writers and readers of one test, spread over rooms and nodes, and the final comparison of their messages.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private static readonly TimeSpan ProgressTimeout = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _end;
    private readonly string[] _rooms;
    private readonly ChatWriter[] _writers;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private Task _reading = Task.CompletedTask;
    private Task _writing = Task.CompletedTask;
    private int _requested;
    private int _written;

    /// <param name="ignoredMessages">See <see cref="ChatReader.IgnoresEvery"/>, of the first reader.</param>
    public Crowd(IReadOnlyList<Uri> nodes, int rooms, int writers, int readers, CancellationToken cancel, int ignoredMessages = 0)
    {
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _rooms = [.. Enumerable.Range(0, rooms).Select(i => $"room-{i}")];
        _writers = [.. Enumerable.Range(0, writers).Select(i => new ChatWriter($"writer-{i}", nodes, i, seed: i, Ledger))];
        // Rooms take turns among the readers, and nodes among the readers of a room.
        Readers =
        [
            .. Enumerable.Range(0, readers).Select(i => new ChatReader($"reader-{i}", _rooms[i % rooms], nodes, i / rooms, Ledger)
            {
                IgnoresEvery = i == 0 ? ignoredMessages : 0,
            }),
        ];
    }

    public Ledger Ledger { get; } = new();

    public IReadOnlyList<ChatReader> Readers { get; }

    public int Written => Volatile.Read(ref _written);

    public void StartReading() => _reading = Task.WhenAll(Readers.Select(r => Task.Run(() => r.RunAsync(_end.Token))));

    /// <summary>Starts the writers, which write equal shares of the messages to all rooms in turn.</summary>
    /// <param name="pause">The pause between two messages of one writer: makes the load outlast the faults injected meanwhile.</param>
    public void StartWriting(int messages, TimeSpan pause)
    {
        var first = _requested / _writers.Length;
        _requested += messages;
        _writing = Task.WhenAll(_writers.Select((writer, w) => Task.Run(async () =>
        {
            for (var i = first; i < _requested / _writers.Length; i++)
            {
                await writer.WriteAsync(_rooms[(w + i) % _rooms.Length], $"w{w}.{i}", _end.Token);
                Interlocked.Increment(ref _written);
                await Task.Delay(pause, _end.Token);
            }
        })));
    }

    /// <summary>Waits until this many messages are acknowledged.</summary>
    public Task UntilWrittenAsync(int messages) => UntilAsync(() => Written >= messages, $"{messages} messages are acknowledged");

    /// <summary>Waits for a condition; fails as soon as a reader or a writer detected a fault.</summary>
    public Task UntilAsync(Func<bool> condition, string what) =>
        Wait.UntilAsync(what, condition, ProgressTimeout, DescribeProgress, failFast: () =>
        {
            if (_writing.IsFaulted)
            {
                _writing.GetAwaiter().GetResult();
            }

            Ledger.AssertNoFault();
            _end.Token.ThrowIfCancellationRequested();
        });

    /// <summary>Injects each fault after an equal share of the messages.</summary>
    public async Task InjectAsync(
        int messages, ITestOutputHelper output, params IReadOnlyList<(string Name, Func<Task> Inject)> faults)
    {
        for (var i = 0; i < faults.Count; i++)
        {
            await UntilWrittenAsync((i + 1) * messages / (faults.Count + 1));
            output.WriteLine($"  after {Written,6:N0} messages: {faults[i].Name}");
            await faults[i].Inject();
        }
    }

    /// <summary>Waits until the writers are done, and then until every reader has the last acknowledged message of its room.</summary>
    public async Task SettleAsync()
    {
        await UntilAsync(() => _writing.IsCompleted, "the writers are done");
        await _writing;
        await UntilAsync(() => Readers.All(IsAtEnd), "every reader is at the end of its room");
    }

    /// <summary>Asserts that every reader received every acknowledged message of its room once, in the order of the numbers.</summary>
    public void AssertNothingLostNothingTwiceOneOrder()
    {
        foreach (var reader in Readers)
        {
            if (reader.Epochs + reader.Gaps > 0)
            {
                Ledger.Fault($"{reader.Name} received {reader.Epochs} epoch and {reader.Gaps} gap events, but the log is complete");
            }

            Compare(reader, reader.Delivered, [.. AcknowledgedIn(reader.Room)]);
        }

        Ledger.AssertNoFault();
    }

    /// <summary>
    /// For a store that does not persist scripts atomically: asserts that all readers have the same messages of the last epoch,
    /// and that it contains every acknowledged message, in whichever epoch it was acknowledged.
    /// </summary>
    /// <returns>The number of messages stored more than once.</returns>
    public int AssertNothingAcknowledgedIsLost()
    {
        AssertOneOrderInTheLastEpoch();
        var repeated = 0;
        foreach (var reader in Readers.DistinctBy(r => r.Room))
        {
            var epoch = Ledger.Newest(reader.Room)!.Value.Epoch;
            var ids = reader.Current.Where(m => m.Position.Epoch == epoch).Select(m => m.Id).ToArray();
            var lost = AcknowledgedIn(reader.Room).Select(m => m.Id).Except(ids).ToArray();
            if (lost.Length > 0)
            {
                Ledger.Fault($"{reader.Room}: {lost.Length} acknowledged messages are lost; the first of them is {lost[0]}");
            }

            repeated += ids.Length - ids.Distinct().Count();
        }

        Ledger.AssertNoFault();
        return repeated;
    }

    /// <summary>
    /// For a log that was lost meanwhile: asserts that all readers have the same messages of the last epoch, without gaps, and
    /// that they include those acknowledged in it. The ledger detects numbers that were used twice.
    /// </summary>
    public void AssertOneOrderInTheLastEpoch()
    {
        foreach (var room in Readers.GroupBy(r => r.Room))
        {
            var epoch = Ledger.Newest(room.Key)!.Value.Epoch;
            var first = room.First().Current.Where(m => m.Position.Epoch == epoch).ToArray();
            foreach (var reader in room)
            {
                Compare(reader, [.. reader.Current.Where(m => m.Position.Epoch == epoch)], first);
            }

            var missing = AcknowledgedIn(room.Key).Where(m => m.Position.Epoch == epoch).Except(first).ToArray();
            if (missing.Length > 0)
            {
                Ledger.Fault($"{room.Key} {epoch}: no reader received {missing.Length} acknowledged messages; the first is {missing[0]}");
            }
        }

        Ledger.AssertNoFault();
    }

    /// <summary>The figures of the test, one per line.</summary>
    public string Figures() => string.Create(CultureInfo.InvariantCulture, $"""
          messages acknowledged   {Ledger.Acknowledged.Count,9:N0}
          deliveries              {Readers.Sum(r => r.Delivered.Length),9:N0}  to {Readers.Count} readers
          writers' retries        {_writers.Sum(w => w.Retries),9:N0}  and {_writers.Sum(w => w.Repeats):N0} redundant repeats
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

    private string DescribeProgress()
    {
        var behind = Readers.Where(r => !IsAtEnd(r)).Select(r => $"{r.Name} is at {r.Last}, {r.Room} at {Ledger.Newest(r.Room)}");
        return $"Written: {Written}. Readers behind: {string.Join(", ", behind)}";
    }

    private bool IsAtEnd(ChatReader reader) =>
        reader.Last is { } last && Ledger.Newest(reader.Room) is { } newest && last.Epoch == newest.Epoch && last.Seq >= newest.Seq;

    private IEnumerable<(LogPosition Position, string Id)> AcknowledgedIn(string room) =>
        Ledger.Acknowledged
            .Where(a => a.Key.Room == room)
            .Select(a => (Position: a.Value, a.Key.Id))
            .OrderBy(m => m.Position.Seq);

    private void Compare(ChatReader reader, (LogPosition Position, string Id)[] delivered, (LogPosition Position, string Id)[] expected)
    {
        if (delivered.SequenceEqual(expected))
        {
            return;
        }

        var (actual, wanted) = delivered.Zip(expected).FirstOrDefault(pair => pair.First != pair.Second);
        Ledger.Fault(
            $"{reader.Name} has {delivered.Length} messages of {reader.Room}, expected {expected.Length}; "
            + $"the first difference is {actual} instead of {wanted}; it received {Runs(reader.Delivered)}");
    }

    /// <summary>Describes deliveries by their runs of consecutive numbers: <c>1a2-1…181, 1b7-1…533</c>.</summary>
    private static string Runs((LogPosition Position, string Id)[] delivered)
    {
        List<(LogPosition First, long Last)> runs = [];
        foreach (var (position, _) in delivered)
        {
            if (runs is [.., var run] && run.First.Epoch == position.Epoch && run.Last + 1 == position.Seq)
            {
                runs[^1] = (run.First, position.Seq);
            }
            else
            {
                runs.Add((position, position.Seq));
            }
        }

        return string.Join(", ", runs.Select(run => $"{run.First}…{run.Last}"));
    }
}
