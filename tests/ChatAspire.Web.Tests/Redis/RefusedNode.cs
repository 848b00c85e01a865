using System.Net;
using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Redis;

/// <summary>Checks that a node names the reason for which Redis does not serve, everywhere a person would look.</summary>
internal static class RefusedNode
{
    /// <summary>Asserts that POST, <c>/health</c>, the log and the stream's first event name the reason.</summary>
    /// <param name="words">Words that the texts must contain.</param>
    /// <param name="code">The code for clients; null when there is none.</param>
    public static async Task AssertNamesAsync(ChatNode node, string words, string? code)
    {
        var detail = "";
        await Wait.UntilAsync(
            $"the answer says \"{words}\"",
            async () =>
            {
                using var answer = await node.PostAsync("lobby", "refused", "tester", "text");
                detail = $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}";
                return answer.StatusCode == HttpStatusCode.ServiceUnavailable && detail.Contains(words, StringComparison.Ordinal);
            },
            found: () => detail + "\n" + node.Process.Output);

        var health = "";
        await Wait.UntilAsync(
            $"/health says \"{words}\"",
            async () =>
            {
                using var answer = await node.Http.GetAsync(new Uri("health", UriKind.Relative));
                health = await answer.Content.ReadAsStringAsync();
                return answer.StatusCode == HttpStatusCode.ServiceUnavailable && health.Contains(words, StringComparison.Ordinal);
            },
            found: () => health);
        Assert.StartsWith("Unhealthy\nredis: ", health, StringComparison.Ordinal);
        await Wait.UntilAsync($"the log says \"{words}\"", () => node.Process.Output.Contains(words, StringComparison.Ordinal));

        using var events = node.Events("lobby");
        var hello = (await events.UntilAsync("hello")).Json;
        Assert.Equal("away", hello.GetProperty("redis").GetString());
        Assert.Equal(code, hello.TryGetProperty("reason", out var reason) ? reason.GetString() : null);
    }

    /// <summary>The text of <c>/health</c>.</summary>
    public static Task<string> HealthAsync(ChatNode node) =>
        node.Http.GetStringAsync(new Uri("health", UriKind.Relative), TestContext.Current.CancellationToken);
}
