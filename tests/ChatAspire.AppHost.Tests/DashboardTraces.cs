using System.Text.Json;
using ChatAspire.Testing;

namespace ChatAspire.AppHost.Tests;

/// <summary>Reads traces back from the dashboard, with the Aspire CLI that brought it.</summary>
internal static class DashboardTraces
{
    /// <summary>The spans of a trace, each with the resource it came from.</summary>
    public static async Task<List<(string Source, string Name)>> SpansAsync(Uri loginUrl, string traceId)
    {
        var cli = Directory.GetFiles(Path.Combine(Repository.Root, "artifacts", "aspire-cli"), "aspire", SearchOption.AllDirectories).Single();
        await using var aspire = ChildProcess.Start(
            cli,
            ["otel", "traces", "--dashboard-url", loginUrl.ToString(), "--trace-id", traceId, "--format", "Json", "--nologo", "--non-interactive"],
            new Dictionary<string, string?>
            {
                ["ASPIRE_HOME"] = Path.Combine(Path.GetDirectoryName(cli)!, "home"),
                ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "true",
            });
        var exitCode = await aspire.WaitForExitAsync(TimeSpan.FromSeconds(20));
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"aspire otel traces ended with {exitCode}: {aspire.Output}");
        }

        // {"traceId":"3740…","spans":[{"kind":"Server","name":"POST /api/rooms/{room}/messages","source":"chat-a",…}]}
        var trace = JsonSerializer.Deserialize<JsonElement>(aspire.Output);
        return [.. trace.GetProperty("spans").EnumerateArray()
            .Select(span => (span.GetProperty("source").GetString()!, span.GetProperty("name").GetString()!))];
    }
}
