using System.Globalization;

namespace ChatAspire.WalkBench;

/// <summary>How the chat fared in one round of one arm.</summary>
/// <param name="Whole">Latencies of what was sent while the walk's process ran, in milliseconds; without a walk, for as long.</param>
/// <param name="Listening">The same, only while it listened on the hosts.</param>
/// <param name="Missing">Messages that did not arrive.</param>
/// <param name="Coverage">Of a walk along existing traffic.</param>
internal sealed record Measured(string Arm, IReadOnlyList<double> Whole, IReadOnlyList<double> Listening, int Missing, Coverage? Coverage, int WitnessDropped);

/// <summary>Measures without a walk and with each kind of walk, in an order that turns by one per round: what disturbs a shared machine should not always hit the same.</summary>
internal sealed class Rounds(WalkBenchOptions options, BenchLab lab)
{
    public const string Quiet = "no walk";
    public const string Live = "walk --live chat-b redis";
    public const string Message = "walk --message";

    public static readonly IReadOnlyList<string> Arms = [Quiet, Live, Message];

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>A walk's process runs longer than it listens: it reads the hosts before, and puts together what it saw after.</summary>
    private static readonly TimeSpan Around = TimeSpan.FromSeconds(4);

    public async Task<IReadOnlyList<Measured>> RunAsync()
    {
        var results = new List<Measured>();
        await MeasureAsync(Quiet); // warms code and pools on both nodes
        for (var round = 0; round < options.Rounds; round++)
        {
            for (var turn = 0; turn < Arms.Count; turn++)
            {
                var result = await MeasureAsync(Arms[(round + turn) % Arms.Count]);
                results.Add(result);
                Console.WriteLine($"round {round + 1}/{options.Rounds}  {Report.Line(result)}");
            }
        }

        return results;
    }

    private async Task<Measured> MeasureAsync(string arm)
    {
        await using var load = await Load.StartAsync(lab.Nodes, options.Rate);
        await Task.Delay(Settling);
        var folder = Path.Combine(lab.Home, "captures");
        var witness = new Witness(lab);
        if (arm == Live)
        {
            await witness.StartAsync();
        }

        var begin = DateTime.UtcNow;
        var (output, _) = arm switch
        {
            Live => await lab.ChatlabAsync("walk", "--live", "chat-b", "redis", "--seconds", options.Seconds.ToString(CultureInfo.InvariantCulture), "--packets", "10000", "--json", "--pcap", folder),
            Message => await lab.ChatlabAsync("walk", "--message", "hello", "--json", "--pcap", folder),
            _ => await WaitAsync(),
        };
        var end = DateTime.UtcNow;
        var (capture, dropped) = arm == Live ? await witness.StopAsync() : ([], 0);
        await load.StopAsync(Patience);

        var window = arm == Quiet ? (Begin: begin, End: end) : Coverage.Window(folder);
        var coverage = arm == Live ? Coverage.Of(capture, folder, output) : null;
        if (arm != Quiet)
        {
            Directory.Delete(folder, recursive: true);
        }

        return new Measured(arm, Sent(begin, end), Sent(window.Begin, window.End), load.Missing, coverage, dropped);

        List<double> Sent(DateTime from, DateTime to) => [.. load.Delivered.Where(delivery => delivery.Sent >= from && delivery.Sent <= to).Select(delivery => delivery.Milliseconds).Order()];
    }

    private async Task<(string, string)> WaitAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(options.Seconds) + Around);
        return ("", "");
    }
}
