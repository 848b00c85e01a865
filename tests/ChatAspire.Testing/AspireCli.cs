using System.Text.Json;

namespace ChatAspire.Testing;

/// <summary>The Aspire CLI that the tool manifest pins.</summary>
public static class AspireCli
{
    private static readonly TimeSpan RestoreTimeout = TimeSpan.FromMinutes(2);

    private static readonly Lazy<Task<string>> Restored = new(async () =>
        Output(await DotnetAsync(RestoreTimeout, [], ["tool", "restore"])));

    /// <summary>The project file of the AppHost, for <c>--apphost</c>.</summary>
    public static string AppHost { get; } = Path.Combine(Repository.Root, "ChatAspire.AppHost", "ChatAspire.AppHost.csproj");

    /// <summary>Runs a command of the CLI until it exits.</summary>
    /// <param name="environment">Set on top of this process's own.</param>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        TimeSpan timeout, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        await Restored.Value;
        return await DotnetAsync(timeout, environment, ["aspire", "--nologo", "--non-interactive", .. arguments]);
    }

    /// <summary>Returns the spans of a trace in a dashboard, each with the resource it came from.</summary>
    /// <param name="dashboard">The dashboard's login URL.</param>
    public static async Task<List<(string Source, string Name)>> SpansAsync(Uri dashboard, string traceId)
    {
        // {"traceId":"3740…","spans":[{"kind":"Server","name":"POST /api/rooms/{room}/messages","source":"chat-a",…}]}
        var trace = JsonSerializer.Deserialize<JsonElement>(await TracesAsync(dashboard, "--trace-id", traceId));
        return [.. trace.GetProperty("spans").EnumerateArray()
            .Select(span => (span.GetProperty("source").GetString()!, span.GetProperty("name").GetString()!))];
    }

    /// <summary>Returns the traces in a dashboard as JSON.</summary>
    /// <param name="dashboard">The dashboard's login URL.</param>
    public static async Task<string> TracesAsync(Uri dashboard, params string[] options) => Output(await RunAsync(
        TimeSpan.FromSeconds(30),
        new Dictionary<string, string?>(),
        ["otel", "traces", "--dashboard-url", $"{dashboard}", "--format", "Json", .. options]));

    private static async Task<(int ExitCode, string Output)> DotnetAsync(
        TimeSpan timeout, IEnumerable<KeyValuePair<string, string?>> environment, string[] arguments)
    {
        await using var dotnet = ChildProcess.Start(
            "dotnet", arguments, environment.Append(new("ASPIRE_CLI_TELEMETRY_OPTOUT", "true")), Repository.Root);
        return (await dotnet.WaitForExitAsync(timeout), dotnet.Output);
    }

    private static string Output((int ExitCode, string Output) result) =>
        result.ExitCode == 0 ? result.Output : throw new InvalidOperationException($"exit code {result.ExitCode}: {result.Output}");
}
