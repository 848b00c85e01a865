using ChatAspire.Testing;
using Microsoft.Playwright;

namespace ChatAspire.Web.Tests.Page;

/// <summary>Generates the picture in the README.</summary>
/// <remarks><c>dotnet run --project tests/ChatAspire.Web.Tests -- -explicit only -class ChatAspire.Web.Tests.Page.Picture</c></remarks>
[Collection("page")]
public sealed class Picture(Browser browser, TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private const int Width = 760;
    private const int Height = 640;

    [Fact(Explicit = true)]
    public async Task Shows_chat_a_and_chat_b_side_by_side()
    {
        var view = new BrowserNewContextOptions { ViewportSize = new() { Width = Width, Height = Height }, Locale = "en-GB" };
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "lobby", "Aki", view);
        await using var bo = await Visitor.OpenAsync(
            browser, nodes.B, "lobby", "Bo", new(view) { ColorScheme = ColorScheme.Dark });
        await aki.SayAsync("Hello from host-a. Can you read this?");
        await bo.SayAsync("Loud and clear on chat-b.");
        await bo.SayAsync("tcpdump shows it twice here: wrapped in UDP 4789 on the NIC, and plain on vxlan0.");
        await aki.SayAsync("And the trace link shows both nodes. One message, one trace!");
        await bo.SayAsync("日本語もどうぞ 👋");
        await Assertions.Expect(aki.Texts).ToHaveCountAsync(5);
        await aki.Input.PressSequentiallyAsync("Now let us cut the overlay", new() { Delay = 100 });
        await Assertions.Expect(bo.Page.Locator("#typing")).ToBeVisibleAsync();

        // A page with both screenshots, created from a string.
        var frame = await browser.Instance.NewPageAsync(new() { ViewportSize = new() { Width = (2 * Width) + 60, Height = Height + 40 } });
        var pictures = await Task.WhenAll(aki.Page.ScreenshotAsync(), bo.Page.ScreenshotAsync());
        await frame.SetContentAsync($$"""
            <style>
              body { margin: 0; display: flex; gap: 20px; padding: 20px; background: #dfe3ea }
              img { border-radius: 12px; box-shadow: 0 4px 18px #0003 }
            </style>
            {{string.Concat(pictures.Select(png => $"<img src='data:image/png;base64,{Convert.ToBase64String(png)}'>"))}}
            """);
        await frame.ScreenshotAsync(new() { Path = Path.Combine(Repository.Root, "docs", "images", "chat.png") });
    }
}
