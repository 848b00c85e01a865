using ChatAspire.Testing;
using Microsoft.Playwright;

namespace ChatAspire.Web.Tests.Page;

/// <summary>Generates the pictures of the page in the documents.</summary>
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

        await SaveAsync("chat.png", await Task.WhenAll(aki.Page.ScreenshotAsync(), bo.Page.ScreenshotAsync()));
    }

    [Fact(Explicit = true)]
    public async Task Shows_the_page_on_three_phones_and_on_a_tablet()
    {
        const string Room = "phones";
        foreach (var other in (string[])["announcements", "release-train", Room])
        {
            await nodes.B.SayAsync(other, "p1", "Release 4.2 is out: https://example.org/releases/4.2", "Bo Diddley");
        }

        await nodes.A.SayAsync(Room, "p2", "The overlay was cut for nine seconds. Nothing was lost.", "秋");
        await nodes.A.SayAsync(Room, "p3", "まだ誰も気づいていません。", "秋");
        var pictures = new List<byte[]>();
        foreach (var (width, scheme, locale, name) in ((int, ColorScheme, string, string)[])
            [
                (320, ColorScheme.Light, "en-GB", "Ann"),
                (360, ColorScheme.Dark, "ja-JP", "はなこ"),
                (390, ColorScheme.Light, "ja-JP", "Wolfeschlegelsteinhausenbergerdo"),
                (768, ColorScheme.Dark, "en-GB", "Cy"),
            ])
        {
            var screen = new BrowserNewContextOptions
            {
                ViewportSize = new() { Width = width, Height = Height },
                HasTouch = true,
                ColorScheme = scheme,
                Locale = locale,
            };
            await using var visitor = await Visitor.OpenAsync(browser, width == 320 ? nodes.A : nodes.B, Room, name, screen);
            await visitor.SayAsync($"{width} px");
            await nodes.B.SayAsync("release-train", $"news-{width}", "All aboard", "Bo Diddley");
            await visitor.Input.FillAsync(width == 390 ? new string('x', 4_020) : "And the next one?");
            pictures.Add(await visitor.Page.ScreenshotAsync());
        }

        await SaveAsync("chat-widths.png", pictures);
    }

    /// <summary>Saves screenshots side by side: a page that contains them, created from a string.</summary>
    private async Task SaveAsync(string file, IReadOnlyList<byte[]> pictures)
    {
        var frame = await browser.Instance.NewPageAsync();
        await frame.SetContentAsync($$"""
            <style>
              body { margin: 0; display: inline-flex; gap: 20px; padding: 20px; background: #dfe3ea }
              img { border-radius: 12px; box-shadow: 0 4px 18px #0003 }
            </style>
            {{string.Concat(pictures.Select(png => $"<img src='data:image/png;base64,{Convert.ToBase64String(png)}'>"))}}
            """);
        await frame.Locator("body").ScreenshotAsync(new() { Path = Path.Combine(Repository.Root, "docs", "images", file) });
        await frame.CloseAsync();
    }
}
