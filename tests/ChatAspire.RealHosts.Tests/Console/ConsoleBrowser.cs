using ChatAspire.Testing;
using Microsoft.Playwright;

namespace ChatAspire.RealHosts.Tests.Console;

/// <summary>The Aspire dashboard in a browser, with a lab's resources.</summary>
internal sealed class ConsoleBrowser : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium";
    private const float TimeoutMs = 60_000;
    private static readonly TimeSpan DialogTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ResultTimeout = TimeSpan.FromMinutes(2);

    // The dashboard's buttons and menus have an animation, which Playwright would wait for on a loaded machine.
    private static readonly LocatorClickOptions AtOnce = new() { Force = true };

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private ConsoleBrowser(IPlaywright playwright, IBrowser browser, IPage page) =>
        (_playwright, _browser, Page) = (playwright, browser, page);

    public IPage Page { get; }

    /// <summary>Opens the dashboard's resources. Skips the test where Chromium is missing.</summary>
    public static async Task<ConsoleBrowser> OpenAsync(Uri loginUrl)
    {
        Assert.SkipUnless(File.Exists(Chromium), $"{Chromium} is missing; eng/test installs it on Debian.");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ["--no-sandbox"] });
        var page = await browser.NewPageAsync(
            new() { ViewportSize = new() { Width = 1280, Height = 800 }, ColorScheme = ColorScheme.Dark });
        page.SetDefaultTimeout(TimeoutMs);
        await page.GotoAsync(loginUrl.ToString());
        return new ConsoleBrowser(playwright, browser, page);
    }

    /// <summary>Waits until a resource's row shows a state.</summary>
    public async Task UntilStateAsync(string resource, string state, TimeSpan timeout)
    {
        var shown = "";
        await Wait.UntilAsync(
            $"{resource} is {state}",
            async () => (shown = (await Row(resource).Locator("td[col-index='2']").InnerTextAsync()).Trim()) == state,
            timeout,
            () => shown);
    }

    /// <summary>Presses one of the buttons in a resource's row.</summary>
    /// <param name="description">The beginning of its description.</param>
    public Task PressAsync(string resource, string description) =>
        Row(resource).Locator($"fluent-button[title^='{description}']").ClickAsync(AtOnce);

    /// <summary>Chooses a value in the open dialog's list, and confirms it.</summary>
    /// <remarks>
    /// Aspire 13.6.5 focuses the list before a loaded machine's browser has made it, and the page fails ("reading 'focus'").
    /// After a reload it shows the dialog again.
    /// </remarks>
    public async Task ChooseInDialogAsync(string value) => await Wait.UntilAsync(
        $"the dialog takes {value}",
        async () =>
        {
            if (await Page.Locator("#blazor-error-ui").IsVisibleAsync())
            {
                await Page.ReloadAsync();
            }

            var dialog = Page.Locator(".interaction-input-dialog");
            var list = dialog.Locator("input[role=combobox]");
            if (await list.CountAsync() == 0)
            {
                return false;
            }

            await list.First.ClickAsync(AtOnce);
            await dialog.Locator($"fluent-option[text='{value}']").First.ClickAsync(AtOnce);
            await dialog.Locator(".interaction-dialog-actions fluent-button").First.ClickAsync(AtOnce);
            await Page.WaitForTimeoutAsync(1000);
            return await dialog.CountAsync() == 0;
        },
        DialogTimeout);

    /// <summary>Types into the docked terminal. Keys that come before it is connected are lost, or are shortcuts of the page.</summary>
    public async Task TypeAsync(string keys)
    {
        await Page.Locator(".hex1b-terminal").First.ClickAsync(AtOnce);
        await Page.Keyboard.TypeAsync(keys);
        await Page.WaitForTimeoutAsync(2000);
    }

    /// <summary>Goes back to the resources.</summary>
    public Task ShowResourcesAsync() => Page.GotoAsync(new Uri(new Uri(Page.Url), "/").ToString());

    /// <summary>Waits until the page contains a text, and returns all of its text.</summary>
    public async Task<string> UntilTextAsync(string text)
    {
        var body = "";
        await Wait.UntilAsync(
            $"the page shows \"{text}\"",
            // Not the inner text, which lacks that of dialogs.
            async () => (body = await Page.Locator("body").TextContentAsync() ?? "").Contains(text, StringComparison.Ordinal),
            ResultTimeout,
            () => body);
        return body;
    }

    /// <summary>Confirms the question that is open.</summary>
    public Task ConfirmAsync() => Page.Locator("fluent-dialog fluent-button[appearance=primary]").First.ClickAsync(AtOnce);

    /// <summary>Takes a picture for the documentation; only where the documentation is being updated.</summary>
    public async Task SaveAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("CHATASPIRE_UPDATE_DOCS") == "1")
        {
            await Page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Root, "docs", "images", name) });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private ILocator Row(string resource) => Page.Locator($"tr.resource-row:has(.resource-name-text:text-is('{resource}'))");
}
