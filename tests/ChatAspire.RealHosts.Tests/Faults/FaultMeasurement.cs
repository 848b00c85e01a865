using System.Globalization;
using ChatAspire.Network.Execution;
using ChatAspire.Testing;
using ChatAspire.Tests.Faults;

namespace ChatAspire.RealHosts.Tests.Faults;

/// <summary>
/// Runs a part of the catalogue. With CHATASPIRE_FULL=1 it keeps the results, from which the tables of <c>docs/diagnosis.md</c> are made.
/// </summary>
internal static class FaultMeasurement
{
    /// <summary>Names of cases, by commas: only these are run. Or <see cref="Whole"/>.</summary>
    public const string OnlyVariable = "CHATASPIRE_FAULTS";

    /// <summary>All cases, judged as a whole, without <c>--full</c> and so without keeping the results.</summary>
    public const string Whole = "all";

    /// <summary>The value of <see cref="OnlyVariable"/>; null if it is not set.</summary>
    public static readonly string? Only = Environment.GetEnvironmentVariable(OnlyVariable) is { Length: > 0 } names ? names : null;

    /// <summary>The reason why a part is not measured; null if it is.</summary>
    public static string? SkipReason(string part) => FullRun.IsOn || Only is not null
        ? null
        : $"only a sample of the {FaultCatalogue.Read(part).Count} cases of the catalogue was run; eng/test --full runs all";

    /// <summary>The names of the cases of which every run takes a sample.</summary>
    public static IEnumerable<string> Sample(string part) => FaultCatalogue.Read(part).Where(fault => fault.Sample)
        .Select(fault => fault.Name);

    /// <summary>Runs one case and asserts the verdict, and that the printed cure heals.</summary>
    public static async Task AssertRightAsync(string part, string name, FaultLane lane)
    {
        var result = await new FaultRunner(lane).RunAsync(FaultCatalogue.Read(part).Single(fault => fault.Name == name));

        Assert.True(result.Grade == "right", $"expected {result.Expected}, given {result.Given}");
        Assert.Empty(result.Contradictions);
        Assert.True(!result.MustHeal || result.Healed == true, $"The cure does not heal: {result.CureText}");
    }

    /// <summary>Runs the whole part.</summary>
    public static async Task<IReadOnlyList<FaultResult>> RunAsync(string part, FaultLane lane)
    {
        var cases = FaultCatalogue.Read(part).Where(fault => Only is null or Whole || Only.Split(',').Contains(fault.Name)).ToList();
        var (runner, results, before) = (new FaultRunner(lane), new List<FaultResult>(), Load());
        var (started, commit) = (DateTime.UtcNow, FullRun.IsOn ? await CommitAsync() : "");
        foreach (var fault in cases)
        {
            results.AddRange(await TryAsync(runner, fault));
        }

        if (FullRun.IsOn)
        {
            FaultCatalogue.WriteRun(
                part, new FaultRun(started, commit, Environment.ProcessorCount, [before, Load()], results), isWhole: Only is null);
        }

        Assert.Equal(cases.Select(fault => fault.Name), results.Select(result => result.Name)); // each could be made
        return results;
    }

    /// <returns>Nothing for a fault that could not be made, or whose walk gave no report.</returns>
    private static async Task<IReadOnlyList<FaultResult>> TryAsync(FaultRunner runner, FaultCase fault)
    {
        try
        {
            var result = await runner.RunAsync(fault);
            var contradictions = string.Concat(result.Contradictions.Select(text => $"\n  CONTRADICTION: {text}"));
            Report(
                $"{fault.Name}: {result.Grade}, healed: {result.Healed}, {result.Seconds} s; "
                + $"given: {result.Given}; cure: {result.CureText}{contradictions}");
            return [result];
        }
        catch (UserErrorException e)
        {
            Report($"{fault.Name}: no result: {e.Message}");
            return [];
        }
    }

    private static void Report(string line) => TestContext.Current.SendDiagnosticMessage(line);

    /// <summary>Asserts what the catalogue asks of the whole: no false alarm, F1 of place and cause, and cures that heal.</summary>
    public static void AssertGood(IReadOnlyList<FaultResult> results)
    {
        Assert.All(results.Where(result => result.Expected is null), control => Assert.Null(control.Given));
        Assert.All(results, result => Assert.Empty(result.Contradictions));
        if (Only is not (null or Whole))
        {
            Assert.All(results, result => Assert.Equal("right", result.Grade));
            return;
        }

        const double MinF1 = 0.95;
        const double MinHealed = 0.9;
        Assert.InRange(FaultScore.OfPlaces(results).F1, MinF1, 1);
        Assert.InRange(FaultScore.OfCauses(results).F1, MinF1, 1);
        var healed = results.Count(result => result is { MustHeal: true, Healed: true });
        Assert.InRange((double)healed / results.Count(result => result.MustHeal), MinHealed, 1);
    }

    private static double Load() =>
        double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    private static async Task<string> CommitAsync() => (await LabHome.Machine.RunAsync(
        new HostCommand("git", "-C", Repository.Root, "describe", "--always", "--dirty"), TestContext.Current.CancellationToken))
            .Check().Output.Trim();
}
