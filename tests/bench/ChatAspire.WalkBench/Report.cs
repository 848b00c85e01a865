using System.Globalization;
using System.Text;

namespace ChatAspire.WalkBench;

/// <summary>Formats the results as text.</summary>
internal static class Report
{
    private const int ProgramsShown = 12;

    /// <summary>Formats one round of one arm.</summary>
    public static string Line(Measured round)
    {
        var line = string.Create(CultureInfo.InvariantCulture,
            $"{round.Arm,-12} {round.Seconds:0.0} s, {round.Whole.Count,6} deliveries"
            + $"  p50 {Quantile(round.Whole, 0.5):0.00}  p99 {Quantile(round.Whole, 0.99):0.00} ms"
            + $"  listening p50 {Quantile(round.Listening, 0.5):0.00}  p99 {Quantile(round.Listening, 0.99):0.00} ms"
            + $"  lost {round.Lost}  CPU {round.Cpu.Values.Sum():0.0} s");
        return round.Coverage is not { } coverage ? line : line + string.Create(CultureInfo.InvariantCulture,
            $"  {coverage.Witnessed} packets witnessed, missed on {coverage.Missed.Count} devices "
            + $"{coverage.Missed.Values.Sum()}{Where(coverage)}, not reported {coverage.Unreported}; "
            + $"{coverage.Walks} reported, {coverage.Whole} on all devices, {coverage.Chained} with chains");
    }

    /// <summary>Formats the medians of the rounds and their ratio to the rounds without a walk.</summary>
    public static string Of(WalkBenchOptions options, IReadOnlyList<Measured> rounds)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"{options.Rate} messages/s, {options.Readers} readers, median of {options.Rounds} rounds");
        var other = rounds.First(round => round.Arm != Rounds.Quiet).Arm;
        text.AppendLine($"{"",-24}{Rounds.Quiet,12}{other,14}{"ratio",10}");
        foreach (var (name, of, quantile) in new (string, Func<Measured, IReadOnlyList<double>>, double)[]
        {
            ("p50, ms", round => round.Whole, 0.5), ("p99, ms", round => round.Whole, 0.99),
            ("listening p50, ms", round => round.Listening, 0.5), ("listening p99, ms", round => round.Listening, 0.99),
        })
        {
            Row(name, round => Quantile(of(round), quantile));
        }

        Row("CPU, s per s", round => round.Cpu.Values.Sum() / round.Seconds);
        text.AppendLine("CPU by program, s per s:");
        foreach (var program in rounds.SelectMany(round => round.Cpu).GroupBy(one => one.Key)
            .OrderByDescending(one => one.Sum(round => round.Value)).Take(ProgramsShown).Select(one => one.Key))
        {
            Row($"  {program}", round => round.Cpu.GetValueOrDefault(program) / round.Seconds);
        }

        var covered = rounds.Select(round => round.Coverage).OfType<Coverage>().ToList();
        if (covered.Count == 0)
        {
            return text.ToString();
        }

        text.Append(CultureInfo.InvariantCulture,
            $"{covered.Sum(one => one.Witnessed)} packets witnessed; "
            + $"missed on any of the devices: {covered.Sum(one => one.Missed.Values.Sum())}; "
                + $"not reported: {covered.Sum(one => one.Unreported)}; ");
        text.Append(CultureInfo.InvariantCulture,
            $"{covered.Sum(one => one.Walks)} reported, {covered.Sum(one => one.Whole)} of them on all devices, "
            + $"{covered.Sum(one => one.Chained)} with their chains on both hosts");
        return text.ToString();

        void Row(string name, Func<Measured, double> value)
        {
            var (quiet, live) = (Median(Rounds.Quiet), Median(other));
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{name,-24}{quiet,12:0.000}{live,14:0.000}{(quiet > 0 ? live / quiet : double.NaN),10:0.00}");

            double Median(string arm) => Quantile([.. rounds.Where(round => round.Arm == arm).Select(value).Order()], 0.5);
        }
    }

    private static string Where(Coverage coverage) =>
        coverage.Missed.Values.Sum() == 0 ? ""
            : $" ({string.Join(", ", coverage.Missed.Where(device => device.Value > 0).Select(device => $"{device.Key} {device.Value}"))})";

    /// <param name="sorted">Ascending.</param>
    private static double Quantile(IReadOnlyList<double> sorted, double quantile) => sorted.Count == 0 ? double.NaN
        : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * quantile))];
}
