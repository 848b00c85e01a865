using System.Globalization;
using System.Text;

namespace ChatAspire.Tests.Faults;

/// <summary>Formats the results of measured runs as the tables of <c>docs/diagnosis.md</c>.</summary>
internal sealed class DiagnosisTable(DiagnosisWords words)
{
    /// <summary>Formats the summary and the cases.</summary>
    /// <param name="parts">The name of each part → its runs.</param>
    public string Format(IReadOnlyList<(string Name, IReadOnlyList<FaultRun> Runs)> parts)
    {
        var text = new StringBuilder();
        foreach (var (name, run) in parts.SelectMany(part => part.Runs.Select(run => (part.Name, run))))
        {
            var load = string.Join(" – ", run.Load.Select(load => load.ToString("0.0", CultureInfo.InvariantCulture)));
            text.Append(CultureInfo.InvariantCulture,
                $"- {name}: {run.Started:yyyy-MM-dd HH:mm} UTC, `{run.Commit}`, {words.Cases} {run.Results.Count}, ");
            text.Append(CultureInfo.InvariantCulture, $"{words.Processors} {run.Processors}, {words.Load} {load}\n");
        }

        text.Append('\n').Append(words.SummaryHead).Append('\n').Append(Rule(words.SummaryHead)).Append('\n');
        var results = parts.Select(part => (part.Name, Results: part.Runs.SelectMany(run => run.Results).ToList())).ToList();
        foreach (var (name, ofPart) in results)
        {
            text.Append(Summary(name, ofPart));
        }

        text.Append(Summary(words.All, [.. results.SelectMany(part => part.Results)]));
        foreach (var (name, ofPart) in results)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n### {name}\n\n{words.FaultHead}\n{Rule(words.FaultHead)}\n");
            text.AppendJoin("", ofPart.Where(result => result.Expected is not null).Select(Fault));
            text.Append(CultureInfo.InvariantCulture, $"\n{words.ControlHead}\n{Rule(words.ControlHead)}\n");
            text.AppendJoin("", ofPart.Where(result => result.Expected is null).Select(Control));
        }

        return text.ToString();
    }

    private static string Summary(string name, List<FaultResult> results)
    {
        var faults = results.Where(result => result.Expected is not null).ToList();
        var (controls, toHeal) = (results.Count - faults.Count, faults.Where(fault => fault.MustHeal).ToList());
        var (places, causes) = (FaultScore.OfPlaces(results), FaultScore.OfCauses(results));
        var seconds = results.Select(result => result.Seconds).Order().ToList();
        object[] cells =
        [
            name, faults.Count, faults.Count(fault => fault.Grade == "right"), faults.Count(fault => fault.Grade == "partly"),
            faults.Count(fault => fault.Grade == "wrong"),
            $"{results.Count(result => result is { Expected: null, Given: not null })} / {controls}",
            Score(places), Score(causes), $"{toHeal.Count(fault => fault.Healed == true)} / {toHeal.Count}",
            $"{Number(seconds[seconds.Count / 2])} / {Number(seconds[^1])}",
        ];
        return Row(cells);
    }

    private string Fault(FaultResult result)
    {
        var named = result.Grade == "right" ? words.Right : $"**{(result.Grade == "partly" ? words.Partly : words.Wrong)}**: "
            + (result.Given is { } given ? $"{given.Host}: {given.Place}, `{given.Cause}`" : words.NoTrouble);
        return Row($"`{result.Name}`", result.Topology, $"{result.Expected!.Host}: {result.Expected.Place}", $"`{result.Expected.Cause}`",
            named, Healed(result), Number(result.Seconds));
    }

    private string Control(FaultResult result) => Row($"`{result.Name}`", result.Topology,
        result.Given is { } given ? $"**{words.Wrong}**: {given.Host}: {given.Place}, `{given.Cause}`" : words.NoTrouble,
        Number(result.Seconds));

    private string Healed(FaultResult result) => (result.MustHeal, result.Healed) switch
    {
        (_, true) => words.Yes,
        (true, _) => $"**{words.No}**",
        _ => "–",
    };

    private static string Score(FaultScore score) => $"{Number(score.Precision, 2)} / {Number(score.Recall, 2)} / {Number(score.F1, 2)}";

    private static string Row(params object[] cells) => $"| {string.Join(" | ", cells)} |\n";

    private static string Rule(string head) => string.Concat(Enumerable.Repeat("|---", head.Count(letter => letter == '|') - 1)) + "|";

    private static string Number(double number, int digits = 1) => number.ToString($"F{digits}", CultureInfo.InvariantCulture);
}
