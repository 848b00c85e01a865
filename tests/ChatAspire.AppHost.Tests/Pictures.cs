using ChatAspire.Testing;
using Microsoft.Playwright;

namespace ChatAspire.AppHost.Tests;

/// <summary>
/// Makes the README's pictures, of the running AppHost, into <c>docs/images</c>. Only when asked:
/// <c>dotnet run --project tests/ChatAspire.AppHost.Tests -- -explicit only -class "*Pictures"</c>
/// </summary>
[Collection(FixedAddresses.Name)]
public sealed class Pictures(OneAppHost one) : IClassFixture<OneAppHost>
{
    private const string Chromium = "/usr/bin/chromium";
    private const float WaitMs = 30_000;

    private static string Folder => Path.Combine(Repository.Root, "docs", "images");

    [Fact(Explicit = true)]
    public async Task A_message_s_trace_across_both_nodes_in_the_dashboard()
    {
        var dashboard = await one.AppHost.DashboardAsync();
        var traceId = await RunningAppHost.PostTracedAsync("hello from chat-a");
        await RunningAppHost.TraceIsCompleteAsync(dashboard, traceId);

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ["--no-sandbox"] });
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 560 }, ColorScheme = ColorScheme.Dark });
        page.SetDefaultTimeout(WaitMs);
        await page.GotoAsync(dashboard.ToString());
        await page.GotoAsync(new Uri(dashboard, $"/traces/detail/{traceId}").ToString());
        var text = "";
        await Wait.UntilAsync(
            "the page shows the spans of chat-b",
            async () => (text = await page.InnerTextAsync("body")).Contains("chat-b", StringComparison.Ordinal),
            TimeSpan.FromSeconds(20),
            () => text);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, "dashboard-trace.png") });
    }
}
