using System.Diagnostics;
using System.Text.Json;
using ChatAspire.Bench.Dialects;
using ChatAspire.Bench.Driver;

namespace ChatAspire.WalkBench;

/// <summary>The input of the driver, which is a separate process.</summary>
/// <param name="Posts">The loopback port of the node that receives posts.</param>
/// <param name="Reads">The loopback port of the node that readers use.</param>
public sealed record LoadPlan(int Posts, int Reads, int Rate, int Readers);

/// <summary>The driver's measurements.</summary>
/// <param name="Lost">Number of deliveries that did not arrive.</param>
/// <param name="Sent">The send time of each delivery's message, in the machine's monotonic ticks.</param>
/// <param name="Milliseconds">The time from send to receipt of each delivery.</param>
/// <param name="Complaint">The first error a node reported, if any.</param>
public sealed record LoadResult(int Lost, IReadOnlyList<long> Sent, IReadOnlyList<double> Milliseconds, string? Complaint);

/// <summary>Posts to one node and reads from another until standard input ends.</summary>
internal sealed class Load : IDisposable
{
    /// <summary>The command-line argument that makes this program the driver.</summary>
    public const string Verb = "drive";

    private const int Writers = 8; // posts on one connection are answered one after another
    private const int TextSize = 200;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan DrainDeadline = TimeSpan.FromSeconds(5);

    private readonly Process _driver;

    private Load(Process driver) => _driver = driver;

    public static Load Start(LoadPlan plan)
    {
        var driver = Process.Start(new ProcessStartInfo("dotnet",
            [Path.Combine(AppContext.BaseDirectory, "ChatAspire.WalkBench.dll"), Verb])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        driver.StandardInput.WriteLine(JsonSerializer.Serialize(plan));
        return new Load(driver);
    }

    /// <summary>Stops posting and waits for pending deliveries.</summary>
    public async Task<LoadResult> StopAsync()
    {
        _driver.StandardInput.Close();
        var answer = await _driver.StandardOutput.ReadToEndAsync();
        await _driver.WaitForExitAsync();
        return JsonSerializer.Deserialize<LoadResult>(answer)!;
    }

    /// <summary>Kills the driver if it was not stopped: something failed and its result is not needed.</summary>
    public void Dispose()
    {
        _driver.Kill();
        _driver.Dispose();
    }

    /// <summary>Runs on one thread with raised priority, so that receipts are timed on arrival, not when others yield.</summary>
    public static LoadResult Drive(LoadPlan plan)
    {
        var ended = false;
        new Thread(() =>
        {
            Console.In.ReadToEnd();
            Volatile.Write(ref ended, true);
        })
        { IsBackground = true }.Start();
        using (var self = Process.GetCurrentProcess())
        {
            self.PriorityClass = ProcessPriorityClass.High;
        }

        var (sent, milliseconds) = (new List<long>(), new List<double>());
        var dialect = new ChatAspireDialect();
        using var readers = new Crowd(dialect, [plan.Reads], (_, stamp) =>
        {
            sent.Add(stamp.SentAt);
            milliseconds.Add(Stopwatch.GetElapsedTime(stamp.SentAt).TotalMilliseconds);
        });
        using var writers = new Crowd(dialect, [plan.Posts], (_, _) => { });
        var room = $"walk-bench-{Environment.ProcessId}"; // a new room, so no history is read
        readers.Open(plan.Readers, _ => room, reads: true);
        writers.Open(Writers, _ => room, reads: false);

        var posts = Schedule.Make(Environment.ProcessId, rooms: 1, plan.Rate, Longest);
        var (start, posted) = (Stopwatch.GetTimestamp(), 0);
        while (posted < posts.Count && !Volatile.Read(ref ended))
        {
            var wait = posts[posted].At - Stopwatch.GetElapsedTime(start);
            if (wait <= TimeSpan.Zero)
            {
                writers.Connections[posted % Writers].Send(dialect.Post(room, $"{posted}", Stamp.Text(posted, TextSize)));
                posted++;
                continue;
            }

            readers.Pump(wait);
            writers.Pump(TimeSpan.Zero);
        }

        readers.PumpUntil(() => sent.Count >= posted * plan.Readers, DrainDeadline);
        return new LoadResult((posted * plan.Readers) - sent.Count, sent, milliseconds, readers.Complaint ?? writers.Complaint);
    }
}
