using System.Text;
using System.Text.Json;
using ChatAspire.Bench.Driver;
using ChatAspire.Bench.Systems;

namespace ChatAspire.Bench;

/// <summary>Reports the medians of all rounds, and compares ours with the best peer's, figure by figure.</summary>
public sealed class Report(BenchOptions options, IReadOnlyDictionary<SystemUnderTest, List<DriveResult>> results)
{
    private const string Memory = "memoryMiBPer1000";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly Func<DriveResult, double> Delivered = result => result.Delivered; // the only figure where more is better

    private static readonly (string Name, string Title, Func<DriveResult, double> Of)[] Figures =
    [
        ("delivered", "delivered share", Delivered),
        ("p50Ms", "latency p50, ms", result => result.P50),
        ("p99Ms", "latency p99, ms", result => result.P99),
        ("cpuSecondsPer100k", "server CPU s / 100,000 deliveries", result => result.CpuPer100k),
        ("redisCpuSecondsPer100k", "(Redis CPU s / 100,000 deliveries)", result => result.RedisCpuPer100k),
        ("coldCpuSeconds", "server CPU s, first 8 s", result => result.Cold!.CpuSeconds),
        ("firstDeliveryMs", "start to first delivery, ms", result => result.Cold!.FirstDelivery),
        (Memory, "server MiB / 1,000 idle readers", result => result.MemoryPer1000),
        ("driverBusy", "(load driver, share of a processor)", result => result.DriverBusy),
    ];

    private readonly (string Name, string Title, Func<DriveResult, double> Of)[] _figures =
        [.. Figures.Where(figure => options.Idle > 0 || figure.Name != Memory)];

    /// <summary>Formats the medians and the comparison as a text table.</summary>
    public string Table()
    {
        var table = new StringBuilder();
        table.AppendLine(
            $"{options.Rooms} rooms x {options.Readers} readers, {options.Rate} messages/s and room, {options.Size} characters, " +
            $"{options.Seconds} s; {(options.Idle > 0 ? $"{options.Idle} idle readers; " : "")}median of {options.Rounds} rounds");
        table.Append($"{"",-36}");
        foreach (var system in results.Keys)
        {
            table.Append($"{system.Title,28}");
        }

        table.AppendLine($"{"ours / best peer",20}");
        foreach (var (_, title, of) in _figures)
        {
            table.Append($"{title,-36}");
            foreach (var rounds in results.Values)
            {
                table.Append($"{Median(rounds, of),28:0.000}");
            }

            table.AppendLine($"{Ratio(of),20:0.00}");
        }

        return table.ToString();
    }

    /// <summary>Formats the load, medians, ratios and all rounds as JSON.</summary>
    public string Json() => JsonSerializer.Serialize(
        new
        {
            load = options,
            median = results.ToDictionary(
                pair => pair.Key.Name,
                pair => _figures.ToDictionary(figure => figure.Name, figure => Median(pair.Value, figure.Of))),
            oursToBestPeer = _figures.ToDictionary(figure => figure.Name, figure => Ratio(figure.Of)),
            rounds = results.ToDictionary(pair => pair.Key.Name, pair => pair.Value),
        },
        Indented);

    private double? Ratio(Func<DriveResult, double> of)
    {
        var ours = results.Where(pair => pair.Key.Name == "chataspire").Select(pair => Median(pair.Value, of)).ToArray();
        var peers = results.Where(pair => !pair.Key.IsOurs).Select(pair => Median(pair.Value, of)).ToArray();
        return ours.Length == 0 || peers.Length == 0 ? null : Math.Round(ours[0] / (of == Delivered ? peers.Max() : peers.Min()), 3);
    }

    private static double Median(List<DriveResult> rounds, Func<DriveResult, double> of)
    {
        var sorted = rounds.Select(of).Order().ToArray();
        var middle = sorted.Length / 2;
        return Math.Round(sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2, 4);
    }
}
