using System.Text.Json;
using ChatAspire.Network.Execution;
using ChatAspire.Testing;

namespace ChatAspire.RealHosts.Tests;

/// <summary>Reads the spans in a lab's dashboard, on the dashboard's host.</summary>
internal static class DashboardSpans
{
    /// <param name="secretsFile">The lab's file of secrets, which has the API key.</param>
    /// <param name="trace">Its id, or a query for several.</param>
    /// <returns>Service and name of each span, once <paramref name="isComplete"/> holds.</returns>
    public static async Task<IReadOnlyList<(string Service, string Name)>> OfAsync(
        string lab, string secretsFile, string trace, Func<IReadOnlyList<(string, string)>, bool> isComplete)
    {
        var secrets = JsonDocument.Parse(await File.ReadAllTextAsync(secretsFile)).RootElement;
        var ask = new HostCommand(
                "docker", "exec", "-i", $"{lab}-host-a", "curl", "-s", "-H", "@-", $"http://127.0.0.1:18888/api/telemetry/traces/{trace}")
            .WithSecret(new("api-key", $"x-api-key: {secrets.GetProperty("ApiKey").GetString()}"));
        IReadOnlyList<(string, string)> spans = [];
        await Wait.UntilAsync($"trace {trace} is in the dashboard", async () =>
        {
            spans = Parse((await LabHome.Machine.RunAsync(ask, TestContext.Current.CancellationToken)).Check().Output);
            return isComplete(spans);
        });
        return spans;
    }

    // {"data":{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"chat-a"}},…]},
    //  "scopeSpans":[{"spans":[{"name":"EVAL",…
    private static List<(string, string)> Parse(string json) => !json.StartsWith('{') ? [] :
    [
        .. JsonDocument.Parse(json).RootElement.GetProperty("data").GetProperty("resourceSpans").EnumerateArray().SelectMany(resource =>
            resource.GetProperty("scopeSpans").EnumerateArray().SelectMany(scope => scope.GetProperty("spans").EnumerateArray())
                .Select(span => (Service(resource), span.GetProperty("name").GetString()!))),
    ];

    private static string Service(JsonElement resource) => resource.GetProperty("resource").GetProperty("attributes").EnumerateArray()
        .First(attribute => attribute.GetProperty("key").GetString() == "service.name").GetProperty("value").GetProperty("stringValue")
            .GetString()!;
}
