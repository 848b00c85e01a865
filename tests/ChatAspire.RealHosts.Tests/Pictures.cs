using System.Globalization;
using ChatAspire.Testing;
using Microsoft.Playwright;

namespace ChatAspire.RealHosts.Tests;

/// <summary>
/// Renders the README's picture of the lab's dashboard into <c>docs/images</c>. Runs on request only:
/// <c>dotnet run --project tests/ChatAspire.RealHosts.Tests -- -explicit only -class "*Pictures"</c>
/// </summary>
[Collection(nameof(LessonLab))]
public sealed class Pictures(LessonLab fixture)
{
    private const float WaitMs = 30_000;

    private static string Folder => Path.Combine(Repository.Root, "docs", "images");

    [Fact(Explicit = true)]
    public async Task A_message_and_the_packets_that_carried_it_in_one_trace()
    {
        (await fixture.Lab.RunAsync("walk", "--message", "is anyone here?")).EnsureSuccess();
        var trace = (await fixture.Lab.RunAsync("walk", "--message", "hello over there")).EnsureSuccess().Error.Split("trace ")[1][..32];
        await fixture.SpansAsync(trace, spans => spans.Any(span => span is ("chat-b", _)) && spans.Any(span => span is ("host-b", _)));
        using var tunnel = fixture.Lab.Start("dashboard");
        try
        {
            // http://localhost:18888/login?t=4c4e4f…
            var login = new Uri((await tunnel.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!);
            using var playwright = await Playwright.CreateAsync();
            await using var browser = await Chromium.LaunchAsync(playwright);
            var page = await browser.NewPageAsync(
                new() { ViewportSize = new() { Width = 1280, Height = 3000 }, ColorScheme = ColorScheme.Dark });
            page.SetDefaultTimeout(WaitMs);
            await page.GotoAsync(login.ToString());
            await page.GotoAsync(new Uri(login, string.Create(CultureInfo.InvariantCulture, $"/traces/detail/{trace}")).ToString());
            var text = "";
            await Wait.UntilAsync(
                "the page shows the packets",
                async () => (text = await page.InnerTextAsync("body")).Contains("vxlan-net", StringComparison.Ordinal),
                TimeSpan.FromSeconds(20),
                () => text);
            // The picture ends at the last row: the delivery on chat-b comes after the packets.
            var end = await page.EvaluateAsync<float>(
                "24 + Math.max(...[...document.querySelectorAll('*')].filter(one => /^(host|chat)-[ab]$/.test(one.innerText))"
                + ".map(one => one.getBoundingClientRect().bottom))");
            await page.ScreenshotAsync(
                new() { Path = Path.Combine(Folder, "dashboard-walk.png"), Clip = new() { Width = 1280, Height = end } });
        }
        finally
        {
            tunnel.Kill();
        }
    }
}
