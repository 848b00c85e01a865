using static Microsoft.Playwright.Assertions;

namespace ChatAspire.Web.Tests.Page;

/// <summary>The page has no finding of axe, in both languages, with everything shown that it can show.</summary>
[Collection("page")]
public sealed class AxeTests(Browser browser, TwoNodes nodes) : IClassFixture<TwoNodes>
{
    [Theory]
    [InlineData("en-GB", 1200)]
    [InlineData("ja-JP", 1200)]
    [InlineData("ja-JP", 360)]
    public async Task Axe_finds_nothing(string locale, int width)
    {
        var room = $"axe-{locale}-{width}".ToLowerInvariant();
        await using var aki = await Visitor.OpenAsync(
            browser, nodes.A, room, "Aki", new() { Locale = locale, ViewportSize = new() { Width = width, Height = 700 } });
        await nodes.B.SayAsync(room, "m1", "see https://example.org/", "Bo");
        await nodes.B.SayAsync("other-" + room, "m1", "elsewhere", "Bo");
        await aki.SayAsync("mine");
        await aki.Input.FillAsync(new string('x', 4_001));
        await Expect(aki.Page.Locator("#limit")).ToBeVisibleAsync();
        await Expect(aki.Page.Locator("#rooms a")).Not.ToHaveCountAsync(0);

        await Axe.AssertNothingFoundAsync(aki.Page);
    }
}
