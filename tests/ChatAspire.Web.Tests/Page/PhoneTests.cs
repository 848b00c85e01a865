using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatAspire.Web.Tests.Page;

/// <summary>The page on narrow screens.</summary>
[Collection("page")]
public sealed class PhoneTests(Browser browser, TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private const string LongName = "Wolfeschlegelsteinhausenbergerdo"; // 32 characters

    [Theory]
    [InlineData(320, "en-GB")]
    [InlineData(360, "ja-JP")]
    [InlineData(390, "en-GB")]
    [InlineData(768, "en-GB")]
    public async Task Nothing_is_cut_off_at_any_width(int width, string locale)
    {
        var screen = new BrowserNewContextOptions
        {
            ViewportSize = new() { Width = width, Height = 640 },
            HasTouch = true,
            IsMobile = width < 768,
            Locale = locale,
        };
        await using var visitor = await Visitor.OpenAsync(browser, nodes.A, $"width-{width}", name: null, screen);
        await AssertFitsAsync(visitor, "#name", "#join button", "h1", "#served");

        await visitor.Page.FillAsync("#name", LongName);
        await visitor.Page.PressAsync("#name", "Enter");
        await visitor.SayAsync(new string('w', 400));
        await nodes.B.SayAsync($"width-{width}", "from-b", "https://example.org/" + new string('x', 200), LongName);
        await Expect(visitor.Texts).ToHaveCountAsync(2);
        await AssertFitsAsync(visitor, "#me", "#text", "#send", "h1", "#served", ".message.other .avatar", ".message.other .bubble");
    }

    [Fact]
    public async Task The_menu_takes_the_focus_covers_the_room_and_gives_the_focus_back()
    {
        var phone = new BrowserNewContextOptions { ViewportSize = new() { Width = 360, Height = 640 }, HasTouch = true, IsMobile = true };
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "menu", "Aki", phone);
        var menu = await aki.Page.Locator("#menu").BoundingBoxAsync();
        Assert.True(menu!.Width >= 44 && menu.Height >= 44, $"the menu button has {menu.Width} x {menu.Height} px");

        await aki.Page.TapAsync("#menu");
        await Expect(aki.Page.Locator("#side :focus")).ToHaveCountAsync(1);
        for (var i = 0; i < 12; i++)
        {
            await aki.Page.Keyboard.PressAsync("Tab");
            Assert.True(await aki.Page.EvaluateAsync<bool>("!document.activeElement.closest('footer, #scroller')"));
        }

        await aki.Page.Keyboard.PressAsync("Escape");
        await Expect(aki.Page.Locator("#menu")).ToBeFocusedAsync();
        await Expect(aki.Page.Locator("#send")).ToBeInViewportAsync();
    }

    private static async Task AssertFitsAsync(Visitor visitor, params string[] selectors)
    {
        var width = visitor.Page.ViewportSize!.Width;
        Assert.True(await visitor.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        foreach (var selector in selectors)
        {
            var box = await visitor.Page.Locator(selector).First.BoundingBoxAsync();
            Assert.True(box is { Width: > 0, X: >= 0 } && box.X + box.Width <= width, $"{selector}: {box?.X} + {box?.Width} of {width} px");
        }
    }
}
