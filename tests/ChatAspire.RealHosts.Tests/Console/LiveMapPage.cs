using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatAspire.RealHosts.Tests.Console;

/// <summary>The live map of a lab in a real browser.</summary>
internal sealed class LiveMapPage : IAsyncDisposable
{
    private const float TimeoutMs = 60_000;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private LiveMapPage(IPlaywright playwright, IBrowser browser, IPage page) =>
        (_playwright, _browser, Page) = (playwright, browser, page);

    public IPage Page { get; }

    /// <summary>Opens the map, and waits until it shows the hosts.</summary>
    public static async Task<LiveMapPage> OpenAsync(Uri url)
    {
        Chromium.Require();
        var playwright = await Playwright.CreateAsync();
        var browser = await Chromium.LaunchAsync(playwright);
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 1100 }, Locale = "en-GB" });
        page.SetDefaultTimeout(TimeoutMs);
        await page.GotoAsync(url.ToString());
        await page.Locator(".node.vxlan").First.WaitForAsync();
        return new LiveMapPage(playwright, browser, page);
    }

    /// <summary>Watches packets between two ends, and returns when the captures run.</summary>
    public async Task WatchAsync(string from, string to)
    {
        await Page.GetByLabel("From").FillAsync(from);
        await Page.GetByLabel("To", new() { Exact = true }).FillAsync(to);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Watch packets" }).ClickAsync();
        await Expect(Page.Locator("#captures")).ToContainTextAsync("Watching.", new() { Timeout = TimeoutMs });
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
