using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatAspire.Web.Tests.Page;

/// <summary>The page by keyboard, on a phone, in Japanese, and in dark mode.</summary>
[Collection("page")]
public sealed class AccessibilityTests(Browser browser, TwoNodes nodes) : IClassFixture<TwoNodes>
{
    [Fact]
    public async Task The_keyboard_alone_is_sufficient()
    {
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "keys", name: null);
        var keyboard = aki.Page.Keyboard;

        await Expect(aki.Page.Locator("#name")).ToBeFocusedAsync();
        await keyboard.TypeAsync("Aki");
        await keyboard.PressAsync("Enter");
        await Expect(aki.Input).ToBeFocusedAsync();
        Assert.True((await aki.Input.BoundingBoxAsync())!.Height >= 36, "the text box shows its whole line");
        await keyboard.TypeAsync("two");
        await keyboard.PressAsync("Shift+Enter");
        await keyboard.TypeAsync("lines");
        await keyboard.PressAsync("Enter");
        await Expect(aki.Texts).ToHaveTextAsync(["two\nlines"], new() { UseInnerText = true });

        await Expect(aki.Input).ToBeFocusedAsync();
        await keyboard.PressAsync("Tab");
        await Expect(aki.Page.Locator("#send")).ToBeFocusedAsync();
        Assert.Equal("solid", await aki.Page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
        await keyboard.PressAsync("Shift+Tab");
        await keyboard.PressAsync("Shift+Tab");
        await Expect(aki.Page.Locator("#me")).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");
        await Expect(aki.Page.Locator("#name")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Enter_accepts_the_proposal_of_an_input_method_without_sending()
    {
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "ime", "Aki");
        var chromium = await aki.Page.Context.NewCDPSessionAsync(aki.Page);
        await aki.Input.FocusAsync();

        await chromium.SendAsync(
            "Input.imeSetComposition",
            new() { ["text"] = "にほん", ["selectionStart"] = 3, ["selectionEnd"] = 3 });
        await aki.Page.Keyboard.PressAsync("Enter");
        await Expect(aki.Outbox).ToHaveCountAsync(0);
        await Expect(aki.Input).Not.ToHaveValueAsync("");

        await chromium.SendAsync("Input.insertText", new() { ["text"] = "日本" });
        await aki.Page.Keyboard.PressAsync("Enter");
        await aki.SeesAsync("日本");
    }

    [Fact]
    public async Task A_phone_shows_everything_without_horizontal_scrolling()
    {
        var phone = new BrowserNewContextOptions { ViewportSize = new() { Width = 360, Height = 640 }, HasTouch = true, IsMobile = true };
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "a-room-with-quite-a-long-name-for-a-phone", "Aki", phone);
        await aki.SayAsync(string.Concat(Enumerable.Repeat("averylongword", 30)));
        for (var line = 0; line < 12; line++)
        {
            await aki.SayAsync($"line {line}");
        }

        Assert.True(await aki.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await Expect(aki.Page.Locator("h1")).ToBeInViewportAsync(new() { Ratio = 1 });
        await Expect(aki.Page.Locator("#send")).ToBeInViewportAsync(new() { Ratio = 1 });
        await Expect(aki.Message("line 11")).ToBeInViewportAsync();

        await Expect(aki.Page.Locator("#side")).ToBeHiddenAsync();
        await aki.Page.TapAsync("#menu");
        await Expect(aki.Page.Locator("#nodes .self")).ToBeInViewportAsync();
        await aki.Page.Keyboard.PressAsync("Escape");
        await Expect(aki.Page.Locator("#side")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_Japanese_browser_gets_the_page_in_Japanese()
    {
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "nihongo", "秋", new() { Locale = "ja-JP" });
        await aki.SayAsync("こんにちは");

        await Expect(aki.Page.Locator("html")).ToHaveAttributeAsync("lang", "ja");
        await Expect(aki.Page.Locator("#send")).ToHaveTextAsync("送信");
        await Expect(aki.Message("こんにちは").Locator(".trace")).ToHaveTextAsync("トレース");
        await aki.Page.ClickAsync("#other-language");
        await Expect(aki.Page.Locator("#send")).ToHaveTextAsync("Send");
        aki.AssertNoBrowserErrors();
    }

    [Fact]
    public async Task Both_languages_have_the_same_texts_with_the_same_placeholders()
    {
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "words", "Aki");
        var differing = await aki.Page.EvaluateAsync<string[]>("""
            async () => {
              const { words } = await import('/js/words.js');
              const placeholders = text => (text?.match(/\{\w+\}/g) ?? ['missing']).sort().join();
              const keys = new Set([...Object.keys(words.en), ...Object.keys(words.ja)]);
              return [...keys].filter(key => !words.en[key] || !words.ja[key]
                || placeholders(words.en[key]) !== placeholders(words.ja[key]));
            }
            """);
        Assert.Empty(differing);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Every_text_has_sufficient_contrast(ColorScheme scheme)
    {
        var room = $"contrast-{scheme}".ToLowerInvariant();
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, room, "Aki", new() { ColorScheme = scheme, Locale = "en-GB" });
        await using var bo = await Visitor.OpenAsync(browser, nodes.B, room, "Bo");
        await bo.SayAsync("from the other node");
        await aki.SayAsync("from this one");

        Assert.Equal(scheme == ColorScheme.Dark, await aki.Page.EvaluateAsync<bool>("matchMedia('(prefers-color-scheme: dark)').matches"));
        Assert.Empty(await aki.Page.EvaluateAsync<string[]>(Contrast.FindInsufficient));
    }
}
