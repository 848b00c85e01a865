using ChatAspire.Testing;
using Microsoft.Playwright;

namespace ChatAspire.AppHost.Tests;

/// <summary>The dashboard in a browser, logged in.</summary>
internal sealed class Dashboard : IAsyncDisposable
{
    private const float TimeoutMs = 30_000;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly Uri _url;

    private Dashboard(IPlaywright playwright, IBrowser browser, IPage page, Uri url) =>
        (_playwright, _browser, Page, _url) = (playwright, browser, page, url);

    public IPage Page { get; }

    /// <summary>Opens the dashboard. Skips the test where Chromium is missing.</summary>
    public static async Task<Dashboard> OpenAsync(Uri loginUrl, int height = 560)
    {
        Chromium.Require();
        var playwright = await Playwright.CreateAsync();
        var browser = await Chromium.LaunchAsync(playwright);
        var page = await browser.NewPageAsync(
            new() { ViewportSize = new() { Width = 1280, Height = height }, ColorScheme = ColorScheme.Dark });
        page.SetDefaultTimeout(TimeoutMs);
        await page.GotoAsync(loginUrl.ToString());
        return new Dashboard(playwright, browser, page, loginUrl);
    }

    /// <summary>Opens a page and waits until it shows all of the texts.</summary>
    public async Task WaitForTextAsync(string path, params string[] texts)
    {
        await Page.GotoAsync(new Uri(_url, path).ToString());
        var body = "";
        await Wait.UntilAsync(
            $"{path} shows {string.Join(", ", texts)}",
            async () =>
            {
                body = await Page.InnerTextAsync("body");
                return texts.All(text => body.Contains(text, StringComparison.Ordinal));
            },
            TimeSpan.FromSeconds(20),
            () => body);
    }

    /// <summary>Saves a picture of the page under artifacts/pictures.</summary>
    public Task SaveAsync(string name) =>
        Page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Root, "artifacts", "pictures", name) });

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
