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

    private static string Folder => Path.Combine(Repository.Root, "tests", "faults");

    /// <summary>Reads a part of the catalogue: <see cref="Lab"/> or <see cref="Local"/>.</summary>
    public static IReadOnlyList<FaultCase> Read(string part) =>
        JsonSerializer.Deserialize<List<FaultCase>>(File.ReadAllText(Path.Combine(Folder, $"{part}.json")), Options)!;

    /// <summary>Reads the results of a part's last measured run.</summary>
    public static FaultRun ReadRun(string part) => JsonSerializer.Deserialize<FaultRun>(File.ReadAllText(RunFile(part)), Options)!;

    /// <summary>Keeps the results of a measured run.</summary>
    public static void WriteRun(string part, FaultRun run) =>
        File.WriteAllText(RunFile(part), JsonSerializer.Serialize(run, Options) + "\n");

    private static string RunFile(string part) => Path.Combine(Folder, "results", $"{part}.json");
}
