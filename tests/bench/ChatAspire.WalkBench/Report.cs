using System.Globalization;
using System.Text;

namespace ChatAspire.WalkBench;

/// <summary>For people.</summary>
internal static class Report
{
    /// <summary>One round of one arm.</summary>
    public static string Line(Measured round)
    {
        var line = string.Create(CultureInfo.InvariantCulture,
            $"{round.Arm,-26} {round.Whole.Count,5} messages  p50 {Quantile(round.Whole, 0.5):0.00}  p99 {Quantile(round.Whole, 0.99):0.00} ms  listening: p50 {Quantile(round.Listening, 0.5):0.00}  p99 {Quantile(round.Listening, 0.99):0.00} ms  lost {round.Missing}");
        return round.Coverage is not { } coverage ? line : line + string.Create(CultureInfo.InvariantCulture,
            $"  {coverage.Witnessed} packets witnessed in {coverage.Seconds:0.0} s (witness lost {round.WitnessDropped}), missed on {coverage.Missed.Count} devices: {coverage.Missed.Values.Sum()}{Where(coverage)}; {coverage.Walks} walks, {coverage.Whole} whole");
    }

    /// <summary>Medians of the rounds, and their ratio to the rounds without a walk.</summary>
    public static string Of(WalkBenchOptions options, IReadOnlyList<Measured> rounds)
    {
        var table = new StringBuilder();
        table.AppendLine(CultureInfo.InvariantCulture, $"{options.Rate} messages/s, median of {options.Rounds} rounds; in brackets: to no walk");
        table.AppendLine($"{"",-28}{"whole walk p50, ms",22}{"p99, ms",22}{"listening p50, ms",22}{"p99, ms",22}");
        foreach (var arm in Rounds.Arms)
        {
            table.Append(CultureInfo.InvariantCulture, $"{arm,-28}");
            foreach (var (of, quantile) in new (Func<Measured, IReadOnlyList<double>>, double)[] { (round => round.Whole, 0.5), (round => round.Whole, 0.99), (round => round.Listening, 0.5), (round => round.Listening, 0.99) })
            {
                var value = Median(arm, of, quantile);
                table.Append(string.Create(CultureInfo.InvariantCulture, $"{value:0.00} ({value / Median(Rounds.Quiet, of, quantile):0.00})").PadLeft(22));
            }

            table.AppendLine();
        }

        var covered = rounds.Select(round => round.Coverage).OfType<Coverage>().ToList();
        table.AppendLine(CultureInfo.InvariantCulture, $"{covered.Sum(one => one.Witnessed)} packets witnessed, missed on any of the devices: {covered.Sum(one => one.Missed.Values.Sum())}; {covered.Sum(one => one.Walks)} walks, {covered.Sum(one => one.Whole)} whole");
        return table.ToString();

        double Median(string arm, Func<Measured, IReadOnlyList<double>> of, double quantile) =>
            Quantile([.. rounds.Where(round => round.Arm == arm).Select(round => Quantile(of(round), quantile)).Order()], 0.5);
    }

    private static string Where(Coverage coverage) =>
        coverage.Missed.Values.Sum() == 0 ? "" : $" ({string.Join(", ", coverage.Missed.Where(device => device.Value > 0).Select(device => $"{device.Key} {device.Value}"))})";

    /// <param name="sorted">Ascending.</param>
    private static double Quantile(IReadOnlyList<double> sorted, double quantile) => sorted.Count == 0 ? double.NaN : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * quantile))];
}
