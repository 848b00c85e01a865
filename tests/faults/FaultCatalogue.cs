using System.Text.Encodings.Web;
using System.Text.Json;
using ChatAspire.Testing;

namespace ChatAspire.Tests.Faults;

/// <summary>The catalogue of faults in this folder, and the results of its last measured run.</summary>
internal static class FaultCatalogue
{
    /// <summary>The faults of the lab: two hosts joined by a VXLAN overlay.</summary>
    public const string Lab = "lab";

    /// <summary>The faults of a machine's own engine, without a lab.</summary>
    public const string Local = "local";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static string Results => Path.Combine(Folder, "results");

    private static string Folder => Path.Combine(Repository.Root, "tests", "faults");

    /// <summary>Reads a part of the catalogue: <see cref="Lab"/> or <see cref="Local"/>.</summary>
    public static IReadOnlyList<FaultCase> Read(string part) =>
        JsonSerializer.Deserialize<List<FaultCase>>(File.ReadAllText(Path.Combine(Folder, $"{part}.json")), Options)!;

    /// <summary>Reads the measured runs of a part, the oldest first. Only the last result of each case remains.</summary>
    public static IReadOnlyList<FaultRun> ReadRuns(string part)
    {
        var runs = RunFiles(part).Select(file => JsonSerializer.Deserialize<FaultRun>(File.ReadAllText(file), Options)!)
            .OrderByDescending(run => run.Started).ToList();
        var (missing, last) = (Read(part).Select(fault => fault.Name).ToHashSet(), new List<FaultRun>());
        foreach (var run in runs)
        {
            last.Insert(0, run with { Results = [.. run.Results.Where(result => missing.Remove(result.Name))] });
        }

        return [.. last.Where(run => run.Results.Count > 0)];
    }

    /// <summary>Keeps the results of a measured run.</summary>
    /// <param name="isWhole">True if it measured the whole part, and so replaces all earlier runs.</param>
    public static void WriteRun(string part, FaultRun run, bool isWhole)
    {
        if (isWhole)
        {
            RunFiles(part).ToList().ForEach(File.Delete);
        }

        File.WriteAllText(
            Path.Combine(Results, $"{part}-{run.Started:yyyyMMdd-HHmmss}.json"), JsonSerializer.Serialize(run, Options) + "\n");
    }

    private static IEnumerable<string> RunFiles(string part) => Directory.EnumerateFiles(Results, $"{part}-*.json");
}
