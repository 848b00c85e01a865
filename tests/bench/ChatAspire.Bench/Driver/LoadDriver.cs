using System.Diagnostics;
using ChatAspire.Bench.Dialects;
using ChatAspire.Bench.Systems;

namespace ChatAspire.Bench.Driver;

/// <summary>
/// Drives one system: first many idle readers for the memory figure, then the load. One thread on one processor with
/// raised priority, so that a receipt is timed on arrival, not when the servers yield the processor.
/// </summary>
public sealed class LoadDriver(DrivePlan plan)
{
    /// <summary>The command-line argument that makes this program the driver; it reads the plan from standard input.</summary>
    public const string Verb = "drive";

    private const int WarmupReaders = 200;
    private const int WarmupPosts = 200;
    private static readonly TimeSpan ColdPhase = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan DrainDeadline = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SettleDeadline = TimeSpan.FromSeconds(20);

    private readonly Dialect _dialect = Dialect.Of(plan.System);
    private readonly List<double> _latencies = [];
    private int _firstMeasured;
    private int _duplicates;
    private int _received;
    private long _firstAt;

    /// <summary>Measures nodes that run: idle readers first, then the load.</summary>
    public DriveResult Run()
    {
        TakeProcessor();
        return Load(plan.Load.Idle > 0 ? MemoryPer1000() : 0);
    }

    /// <summary>Measures nodes that have just been started, under the load as soon as both accept connections.</summary>
    /// <param name="started">The moment before their start.</param>
    public ColdResult RunCold(long started)
    {
        TakeProcessor();
        var (rooms, readers) = (plan.Load.Rooms, plan.Load.Readers);
        foreach (var port in plan.Ports)
        {
            while (!ServerProcess.Accepts(port) && Stopwatch.GetElapsedTime(started) < ColdPhase)
            {
                Thread.Sleep(2);
            }
        }

        using var crowd = NewCrowd();
        crowd.Open(rooms * plan.Ports.Length, i => Room(i / plan.Ports.Length), reads: false);
        crowd.Open(rooms * readers, i => Room(i / readers), reads: true);
        var posts = Schedule.Make(3, rooms, plan.Load.Rate, ColdPhase - Stopwatch.GetElapsedTime(started));
        foreach (var reader in crowd.Connections)
        {
            reader.Seen = new ulong[(posts.Count / 64) + 1];
        }

        Post(crowd, posts, 0);
        while (Stopwatch.GetElapsedTime(started) < ColdPhase)
        {
            crowd.Pump(ColdPhase - Stopwatch.GetElapsedTime(started));
        }

        return new ColdResult(NodesCpu(), Stopwatch.GetElapsedTime(started, _firstAt).TotalMilliseconds);
    }

    private static void TakeProcessor()
    {
        using var self = Process.GetCurrentProcess();
        if (OperatingSystem.IsLinux())
        {
            // On Linux these affect only the main thread, which runs the crowd.
            self.ProcessorAffinity = 1 << (Environment.ProcessorCount - 1);
            self.PriorityClass = ProcessPriorityClass.High;
        }
    }

    private double MemoryPer1000()
    {
        // Warms up everything, so that code, pools and connections to Redis do not count as readers' memory.
        using (var warmup = NewCrowd())
        {
            warmup.Open(WarmupReaders, i => $"warmup-{i / plan.Ports.Length % 4}", reads: true);
            warmup.Open(plan.Ports.Length, _ => "warmup-0", reads: false);
            var writers = warmup.Connections.Where(connection => !connection.Reads).ToArray();
            for (var i = 0; i < WarmupPosts; i++)
            {
                writers[i % writers.Length].Send(_dialect.Post("warmup-0", $"w{i}", Stamp.Text(int.MaxValue, plan.Load.Size)));
                warmup.PumpUntil(() => writers.Sum(writer => writer.Acknowledged) > i, DrainDeadline);
            }
        }

        using var idle = NewCrowd();
        var before = SettledMemory(idle);
        idle.Open(plan.Load.Idle, i => $"idle-{i / plan.Ports.Length % plan.Load.Rooms}", reads: true);
        var after = SettledMemory(idle);
        return (after - before) / (1024.0 * 1024.0) / (plan.Load.Idle / 1000.0);
    }

    private DriveResult Load(double memoryPer1000)
    {
        var (seconds, rooms, readers) = (plan.Load.Seconds, plan.Load.Rooms, plan.Load.Readers);
        var warmup = Schedule.Make(1, rooms, plan.Load.Rate, TimeSpan.FromSeconds(seconds / 2.0));
        var measured = Schedule.Make(2, rooms, plan.Load.Rate, TimeSpan.FromSeconds(seconds));

        using var crowd = NewCrowd();
        crowd.Open(rooms * readers, i => Room(i / readers), reads: true);
        crowd.Open(rooms * plan.Ports.Length, i => Room(i / plan.Ports.Length), reads: false);
        foreach (var reader in crowd.Connections)
        {
            reader.Seen = new ulong[((warmup.Count + measured.Count) / 64) + 1];
        }

        _firstMeasured = int.MaxValue;
        Play(crowd, warmup, 0);
        _latencies.EnsureCapacity(measured.Count * readers);
        _firstMeasured = warmup.Count;

        var (nodes, redis, self) = (NodesCpu(), ProcessUsage.CpuSeconds(plan.Redis), ProcessUsage.CpuSeconds(Environment.ProcessId));
        var start = Stopwatch.GetTimestamp();
        Play(crowd, measured, warmup.Count);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        (nodes, redis, self) = (NodesCpu() - nodes, ProcessUsage.CpuSeconds(plan.Redis) - redis,
            ProcessUsage.CpuSeconds(Environment.ProcessId) - self);

        _latencies.Sort();
        var hundredThousands = Math.Max(1, _latencies.Count) / 100_000.0;
        return new(
            Delivered: (double)_latencies.Count / (measured.Count * readers),
            P50: Percentile(0.50),
            P99: Percentile(0.99),
            CpuPer100k: nodes / hundredThousands,
            RedisCpuPer100k: redis / hundredThousands,
            MemoryPer1000: memoryPer1000,
            Duplicates: _duplicates,
            Deliveries: _latencies.Count,
            DriverBusy: self / elapsed,
            Complaint: crowd.Complaint);
    }

    private static string Room(int number) => $"load-{number}";

    // Posts by the schedule regardless of the servers' progress, then waits until everything has arrived.
    private void Play(Crowd crowd, List<Post> posts, int firstNumber)
    {
        Post(crowd, posts, firstNumber);
        crowd.PumpUntil(() => _received >= posts.Count * plan.Load.Readers, DrainDeadline);
    }

    private void Post(Crowd crowd, List<Post> posts, int firstNumber)
    {
        var writers = crowd.Connections.Where(connection => !connection.Reads).ToArray();
        _received = 0;
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < posts.Count;)
        {
            var wait = posts[i].At - Stopwatch.GetElapsedTime(start);
            if (wait > TimeSpan.Zero)
            {
                crowd.Pump(wait);
                continue;
            }

            var number = firstNumber + i;
            var writer = writers[(posts[i].Room * plan.Ports.Length) + (number % plan.Ports.Length)];
            writer.Send(_dialect.Post(writer.Room, $"m{number}", Stamp.Text(number, plan.Load.Size)));
            i++;
        }
    }

    private void OnMessage(Connection reader, Stamp stamp)
    {
        if (stamp.Number / 64 >= reader.Seen.Length)
        {
            return; // of the memory phase's warm-up
        }

        ref var seen = ref reader.Seen[stamp.Number / 64];
        var bit = 1UL << (stamp.Number % 64);
        if ((seen & bit) != 0)
        {
            _duplicates++;
            return;
        }

        seen |= bit;
        _received++;
        _firstAt = _firstAt == 0 ? Stopwatch.GetTimestamp() : _firstAt;
        if (stamp.Number >= _firstMeasured)
        {
            _latencies.Add(Stopwatch.GetElapsedTime(stamp.SentAt).TotalMilliseconds);
        }
    }

    private Crowd NewCrowd() => new(_dialect, plan.Ports, OnMessage);

    private double Percentile(double share) =>
        _latencies.Count == 0 ? double.NaN : _latencies[(int)Math.Ceiling(share * _latencies.Count) - 1];

    private double NodesCpu() => plan.Nodes.Sum(ProcessUsage.CpuSeconds);

    // Settled: two seconds within half a percent.
    private long SettledMemory(Crowd crowd)
    {
        var samples = new List<long>();
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < SettleDeadline;)
        {
            crowd.PumpUntil(() => false, TimeSpan.FromMilliseconds(250));
            samples.Add(plan.Nodes.Sum(ProcessUsage.ResidentBytes));
            var recent = samples.TakeLast(8).ToArray();
            if (recent.Length == 8 && recent.Max() - recent.Min() < recent.Max() / 200)
            {
                break;
            }
        }

        return samples[^1];
    }
}
