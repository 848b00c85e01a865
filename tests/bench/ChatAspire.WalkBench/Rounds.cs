using System.Diagnostics;
using System.Globalization;

namespace ChatAspire.WalkBench;

/// <summary>The chat's figures in one round of one arm.</summary>
/// <param name="Whole">
/// Latencies in milliseconds, ascending, of messages sent while the walk's process ran; without a walk, for the same time.
/// </param>
/// <param name="Listening">The same, only for the time in which it listened on the hosts.</param>
/// <param name="Seconds">Run time of the walk's process.</param>
/// <param name="Cpu">CPU seconds by program.</param>
/// <param name="Coverage">Null without a walk.</param>
internal sealed record Measured(string Arm, IReadOnlyList<double> Whole, IReadOnlyList<double> Listening, double Seconds, int Lost,
    IReadOnlyDictionary<string, double> Cpu, Coverage? Coverage);

/// <summary>Alternates between rounds without and with a walk, so that a disturbance does not always affect the same arm.</summary>
internal sealed class Rounds(WalkBenchOptions options, BenchLab lab)
{
    public const string Quiet = "no walk";
    public const string Live = "walk --live";
    public const string Other = "instead";

    /// <summary>Warm-up rounds: for two minutes under load, new nodes recompile their code, which costs more than a walk.</summary>
    private const int WarmUps = 4;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    private readonly string _arm = options.Instead is null ? Live : Other;
    private TimeSpan _length;

    public async Task<IReadOnlyList<Measured>> RunAsync()
    {
        for (var warming = 0; warming < WarmUps; warming++)
        {
            await MeasureAsync(_arm); // and measures how long it takes
        }

        var results = new List<Measured>();
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var arm in round % 2 == 0 ? new[] { Quiet, _arm } : [_arm, Quiet])
            {
                results.Add(await MeasureAsync(arm));
                Console.WriteLine($"round {round + 1}/{options.Rounds}  {Report.Line(results[^1])}");
            }
        }

        return results;
    }

    private async Task<Measured> MeasureAsync(string arm)
    {
        using var load = Load.Start(new LoadPlan(lab.Ports[lab.Spec.Chat[0].Name], lab.Ports[lab.Spec.Chat[^1].Name], options.Rate,
            options.Readers));
        var witness = new Witness(lab);
        // Without a walk too, since the witness's cost is not measured.
        await witness.StartAsync();
        await Task.Delay(WarmUp);
        var folder = Directory.CreateTempSubdirectory("walk-bench-").FullName;
        try
        {
            using var cpu = new CpuUse();
            var (begin, clock) = (Stopwatch.GetTimestamp(), DateTime.UtcNow);
            await (arm switch
            {
                Live => lab.ChatlabAsync(Coverage.WalkFile(folder), "walk", "--live", lab.Spec.Chat[^1].Name, lab.Spec.Redis.Name,
                    "--seconds", options.Seconds.ToString(CultureInfo.InvariantCulture), "--packets", "10000", "--json", "--pcap", folder),
                Other => lab.HereAsync(options.Instead!),
                _ => Task.Delay(_length),
            });
            var end = Stopwatch.GetTimestamp();
            var used = await cpu.StopAsync();
            var result = await load.StopAsync();
            var seen = await witness.StopAsync();
            if (result.Complaint is { } complaint)
            {
                throw new Network.Execution.UserErrorException($"a chat node complained: {complaint}");
            }

            _length = Stopwatch.GetElapsedTime(begin, end);
            var window = arm == Live ? Coverage.Window(folder) : (Begin: clock, End: clock + _length);
            return new Measured(arm, Latencies(begin, end), Latencies(Ticks(window.Begin), Ticks(window.End)), _length.TotalSeconds,
                result.Lost, used,
                arm == Live ? Coverage.Of(seen, folder) : null);

            List<double> Latencies(long from, long to) => [.. result.Sent.Zip(result.Milliseconds)
                .Where(one => one.First >= from && one.First <= to).Select(one => one.Second).Order()];

            long Ticks(DateTime time) => begin + (long)((time - clock).TotalSeconds * Stopwatch.Frequency);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
