using System.Collections.Concurrent;
using ChatAspire.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatAspire.Web.Tests.Page;

/// <summary>Someone with the page open, in a browser profile of their own.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = [];

    private Visitor(IPage page) => Page = page;

    public IPage Page { get; }

    /// <summary>The texts of the log's messages.</summary>
    public ILocator Texts => Page.Locator("#log .text");

    /// <summary>What this visitor wrote and the log does not show yet.</summary>
    public ILocator Outbox => Page.Locator("#outbox .message");

    public ILocator Input => Page.Locator("#text");

    /// <summary>Opens a room, and joins under a name where one is given.</summary>
    public static async Task<Visitor> OpenAsync(
        Browser browser, ChatNode node, string room, string? name, BrowserNewContextOptions? options = null)
    {
        var context = await browser.Instance.NewContextAsync(options ?? new BrowserNewContextOptions { Locale = "en-GB" });
        var visitor = new Visitor(await context.NewPageAsync());
        visitor.Page.PageError += (_, error) => visitor._complaints.Enqueue(error);
        visitor.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                visitor._complaints.Enqueue($"{message.Text} ({message.Location})");
            }
        };
        await visitor.Page.GotoAsync($"{node.Url}?room={room}");
        if (name is not null)
        {
            await visitor.Page.FillAsync("#name", name);
            await visitor.Page.PressAsync("#name", "Enter");
            await Expect(visitor.Page.Locator("#nodes .self")).ToContainTextAsync(name);
        }

        await visitor.IsConnectedAsync();
        return visitor;
    }

    public Task IsConnectedAsync() => Expect(Page.Locator("body")).ToHaveAttributeAsync("data-link", "up");

    /// <summary>Writes a message and sends it, without waiting for what becomes of it.</summary>
    public async Task WriteAsync(string text)
    {
        await Input.FillAsync(text);
        await Input.PressAsync("Enter");
    }

    /// <summary>Writes a message, and waits until it is marked as delivered.</summary>
    public async Task SayAsync(string text)
    {
        await WriteAsync(text);
        await Expect(Message(text).Locator(".mark.delivered")).ToBeVisibleAsync();
    }

    /// <summary>The log's message with that text.</summary>
    public ILocator Message(string text) =>
        Page.Locator("#log .message", new() { Has = Page.GetByText(text, new() { Exact = true }) });

    /// <summary>Waits until the log shows these texts, in this order, and no others.</summary>
    public Task SeesAsync(params string[] texts) => Expect(Texts).ToHaveTextAsync(texts);

    /// <summary>Fails when the browser had anything to complain of: an error, a warning, a breach of the content security policy.</summary>
    public void HasNoComplaints() => Assert.Empty(_complaints);

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}
