using System.Collections.Concurrent;
using ChatAspire.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatAspire.Web.Tests.Page;

/// <summary>A visitor with the page open, in their own browser profile.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _errors = [];

    private Visitor(IPage page) => Page = page;

    public IPage Page { get; }

    /// <summary>The texts of the messages in the log.</summary>
    public ILocator Texts => Page.Locator("#log .text");

    /// <summary>The messages of this visitor that the log does not show yet.</summary>
    public ILocator Outbox => Page.Locator("#outbox .message");

    public ILocator Input => Page.Locator("#text");

    /// <summary>Opens a room, and joins it if a name is given.</summary>
    public static async Task<Visitor> OpenAsync(
        Browser browser, ChatNode node, string room, string? name, BrowserNewContextOptions? options = null)
    {
        var context = await browser.Instance.NewContextAsync(options ?? new BrowserNewContextOptions { Locale = "en-GB" });
        var visitor = new Visitor(await context.NewPageAsync());
        visitor.Page.PageError += (_, error) => visitor._errors.Enqueue(error);
        visitor.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                visitor._errors.Enqueue($"{message.Text} ({message.Location})");
            }
        };
        await visitor.Page.GotoAsync($"{node.Url}?room={room}");
        try
        {
            await visitor.EnterAsync(name);
        }
        catch (Exception e) when (!visitor._errors.IsEmpty)
        {
            throw new InvalidOperationException($"The browser reported: {string.Join('\n', visitor._errors)}", e);
        }

        return visitor;
    }

    private async Task EnterAsync(string? name)
    {
        if (name is not null)
        {
            await Page.FillAsync("#name", name);
            await Page.PressAsync("#name", "Enter");
            await Expect(Page.Locator("#nodes .self")).ToContainTextAsync(name);
        }

        await IsConnectedAsync();
    }

    public Task IsConnectedAsync() => Expect(Page.Locator("body")).ToHaveAttributeAsync("data-link", "up");

    /// <summary>Sends a message without waiting for its delivery.</summary>
    public async Task WriteAsync(string text)
    {
        await Input.FillAsync(text);
        await Input.PressAsync("Enter");
    }

    /// <summary>Sends a message, and waits until it is marked as delivered.</summary>
    public async Task SayAsync(string text)
    {
        await WriteAsync(text);
        await Expect(Message(text).Locator(".mark.delivered")).ToBeVisibleAsync();
    }

    /// <summary>The message with that text in the log.</summary>
    public ILocator Message(string text) =>
        Page.Locator("#log .message", new() { Has = Page.GetByText(text, new() { Exact = true }) });

    /// <summary>Waits until the log shows exactly these texts, in this order.</summary>
    public Task SeesAsync(params string[] texts) => Expect(Texts).ToHaveTextAsync(texts);

    /// <summary>Asserts that the browser reported no error, no warning and no violation of the content security policy.</summary>
    public void AssertNoBrowserErrors() => Assert.Empty(_errors);

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}
