using System.Collections.Concurrent;
using ChatAspire.Testing;
using Microsoft.Playwright;

namespace ChatAspire.RealHosts.Tests.Console;

/// <summary>The Aspire dashboard in a browser, with a lab's resources.</summary>
internal sealed class ConsoleBrowser : IAsyncDisposable
{
    /// <summary>Short, because every action is tried again until its wait ends.</summary>
    private const float TimeoutMs = 10_000;
    private const float LoadTimeoutMs = 60_000;
    private const float GoneTimeoutMs = 3_000;

    /// <summary>A text reaches the server this long after the last key.</summary>
    private const float TypingDelayMs = 500;

    private static readonly TimeSpan DialogTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ResultTimeout = TimeSpan.FromMinutes(2);

    // The dashboard's buttons and menus have an animation, which Playwright would wait for on a loaded machine.
    private static readonly LocatorClickOptions AtOnce = new() { Force = true };

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private readonly ConcurrentQueue<string> _errors = new();

    private ConsoleBrowser(IPlaywright playwright, IBrowser browser, IPage page)
    {
        (_playwright, _browser, Page) = (playwright, browser, page);
        page.SetDefaultTimeout(TimeoutMs);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _errors.Enqueue(message.Text);
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Opens the dashboard's resources. Skips the test where Chromium is missing.</summary>
    public static async Task<ConsoleBrowser> OpenAsync(Uri loginUrl)
    {
        Chromium.Require();
        var playwright = await Playwright.CreateAsync();
        var browser = await Chromium.LaunchAsync(playwright);
        var context = await browser.NewContextAsync(
            new() { ViewportSize = new() { Width = 1280, Height = 800 }, ColorScheme = ColorScheme.Dark });
        var page = await context.NewPageAsync();
        var console = new ConsoleBrowser(playwright, browser, page);
        await page.GotoAsync(loginUrl.ToString(), new() { Timeout = LoadTimeoutMs });
        await console.LoadedAsync();
        return console;
    }

    /// <summary>Waits for a condition; a failure leaves a picture of the page in artifacts.</summary>
    /// <param name="shown">Describes the state found last.</param>
    public async Task UntilAsync(string what, Func<Task<bool>> condition, TimeSpan timeout, Func<string>? shown = null)
    {
        try
        {
            await Wait.UntilAsync(what, condition, timeout, () => $"{shown?.Invoke()}\nErrors of the page: {string.Join('\n', _errors)}");
        }
        catch (Exception)
        {
            Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts"));
            await Page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Root, "artifacts", "console-failure.png") });
            throw;
        }
    }

    /// <summary>Waits until a resource's row shows a state.</summary>
    public async Task UntilStateAsync(string resource, string state, TimeSpan timeout)
    {
        var shown = "";
        await UntilAsync(
            $"{resource} is {state}",
            async () => (shown = (await Row(resource).Locator("td[col-index='2']").InnerTextAsync()).Trim()) == state,
            timeout,
            () => shown);
    }

    /// <summary>Presses one of the buttons in a resource's row.</summary>
    /// <param name="description">The beginning of its description.</param>
    public Task PressAsync(string resource, string description) =>
        Row(resource).Locator($"fluent-button[title^='{description}']").ClickAsync(AtOnce);

    /// <summary>Chooses a command that asks for arguments from a resource's menu, and waits for its dialog.</summary>
    /// <param name="text">Its text.</param>
    public async Task ChooseAsync(string resource, string text)
    {
        var item = Page.Locator($"fluent-menu-item:text-is('{text}')");
        await UntilAsync(
            $"{text} of {resource} shows its dialog",
            async () =>
            {
                if (!await item.IsVisibleAsync())
                {
                    await Row(resource).Locator("td").Last.Locator("fluent-button").Last.ClickAsync(AtOnce);
                    await item.WaitForAsync();
                }

                // A click on a menu that is still opening is lost.
                await item.ClickAsync(AtOnce);
                await Dialog.WaitForAsync();
                return true;
            },
            DialogTimeout);
    }

    /// <summary>Fills an input of the open dialog: chooses from a list, or types.</summary>
    /// <param name="label">Its label.</param>
    public async Task FillAsync(string label, string value)
    {
        var input = Dialog.Locator($".interaction-input:has(label:text-is('{label}'))");
        var (list, field) = (input.Locator("fluent-dropdown[type=dropdown]"), input.Locator("input"));
        var shown = "";
        await UntilAsync(
            $"{label} is {value}",
            async () =>
            {
                if (await list.CountAsync() == 0)
                {
                    await field.FillAsync(value);
                    return (shown = await field.InputValueAsync()) == value;
                }

                var chosen = list.Locator($"fluent-option[value='{value}'][current-selected]");
                if (await chosen.CountAsync() == 0)
                {
                    await list.ClickAsync(AtOnce);
                    await list.Locator($"fluent-option[value='{value}']").ClickAsync(AtOnce);
                }

                shown = await list.Locator("button").InnerTextAsync();
                return await chosen.CountAsync() > 0;
            },
            DialogTimeout,
            () => shown);
        await Page.WaitForTimeoutAsync(TypingDelayMs);
    }

    /// <summary>Confirms the open dialog, and waits until it is closed.</summary>
    public Task SubmitAsync() => PressUntilGoneAsync(".interaction-dialog-actions fluent-button[appearance=primary]");

    /// <summary>Closes the result that is open.</summary>
    public Task CloseAsync() => PressUntilGoneAsync("fluent-dialog fluent-button[title=Close]");

    /// <summary>Confirms the question that is open.</summary>
    public Task ConfirmAsync() => PressUntilGoneAsync("fluent-dialog:has(.fluent-message-box) fluent-button[appearance=primary]");

    /// <summary>Types into the docked terminal. Keys that come before it is connected are lost, or are shortcuts of the page.</summary>
    public async Task TypeAsync(string keys)
    {
        await Page.Locator(".hex1b-terminal >> visible=true").First.ClickAsync(AtOnce);
        await Page.Keyboard.TypeAsync(keys);
        await Page.WaitForTimeoutAsync(2000);
    }

    /// <summary>Goes back to the resources.</summary>
    public async Task ShowResourcesAsync()
    {
        await Page.GotoAsync(new Uri(new Uri(Page.Url), "/").ToString(), new() { Timeout = LoadTimeoutMs });
        await LoadedAsync();
    }

    /// <summary>Waits until the result of a command is shown with a text, and returns all of its text.</summary>
    public async Task<string> UntilResultAsync(string text)
    {
        var shown = "";
        await UntilAsync(
            $"the result shows \"{text}\"",
            async () =>
            {
                // Not the inner text, which lacks that of dialogs.
                shown = await Page.Locator("fluent-dialog").First.TextContentAsync(new() { Timeout = 1000 }) ?? "";
                return shown.Contains(text, StringComparison.Ordinal);
            },
            ResultTimeout,
            () => shown);
        return shown;
    }

    /// <summary>Takes a picture for the documentation; only where the documentation is being updated.</summary>
    /// <param name="page">Another page than the console's.</param>
    public async Task SaveAsync(string name, IPage? page = null)
    {
        if (Environment.GetEnvironmentVariable("CHATASPIRE_UPDATE_DOCS") == "1")
        {
            await (page ?? Page).ScreenshotAsync(new()
            {
                Path = Path.Combine(Repository.Root, "docs", "images", name),
                Animations = ScreenshotAnimations.Disabled,
            });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private ILocator Dialog => Page.Locator(".interaction-input-dialog");

    /// <summary>
    /// Waits until the resources are shown. On a loaded machine the page of Aspire 13.6.5 may fail while it loads; nothing is lost
    /// by a reload then, unlike later: the result of a command is shown by the page that ran it only.
    /// </summary>
    private Task LoadedAsync() => UntilAsync(
        "the resources are shown",
        async () =>
        {
            if (await Page.Locator("#blazor-error-ui").IsVisibleAsync())
            {
                await Page.ReloadAsync(new() { Timeout = LoadTimeoutMs });
            }

            return await Page.Locator("tr.resource-row").CountAsync() > 1;
        },
        DialogTimeout);

    /// <summary>Presses a button of a dialog until it is gone: a click on a dialog that is still opening is lost.</summary>
    private async Task PressUntilGoneAsync(string selector)
    {
        var button = Page.Locator(selector).First;
        await button.WaitForAsync(new() { Timeout = LoadTimeoutMs });
        await UntilAsync(
            $"{selector} is gone",
            async () =>
            {
                if (await button.CountAsync() > 0)
                {
                    await button.ClickAsync(AtOnce);
                    await button.WaitForAsync(new() { State = WaitForSelectorState.Detached, Timeout = GoneTimeoutMs });
                }

                return true;
            },
            DialogTimeout);
    }

    private ILocator Row(string resource) => Page.Locator($"tr.resource-row:has(.resource-name-text:text-is('{resource}'))");
}
