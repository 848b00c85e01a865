using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatAspire.Web.Tests.Page;

/// <summary>More tabs than the six connections that a browser opens to one node.</summary>
[Collection("page")]
public sealed class TabsTests(Browser browser, TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private const int Tabs = 12;

    [Fact]
    public async Task Twelve_tabs_of_a_browser_are_all_live_and_can_all_write()
    {
        await using var context = await browser.Instance.NewContextAsync(new BrowserNewContextOptions { Locale = "en-GB" });
        var pages = new List<IPage>();
        for (var i = 0; i < Tabs; i++)
        {
            var page = await context.NewPageAsync();
            pages.Add(page);
            await page.GotoAsync($"{nodes.A.Url}?room=tabs-{i % 3}");
            if (i == 0)
            {
                await page.FillAsync("#name", "Aki");
                await page.PressAsync("#name", "Enter");
            }

            await Expect(page.Locator("body")).ToHaveAttributeAsync("data-link", "up");
        }

        for (var i = 0; i < Tabs; i++)
        {
            await pages[i].FillAsync("#text", $"from tab {i}");
            await pages[i].PressAsync("#text", "Enter");
        }

        for (var i = 0; i < Tabs; i++)
        {
            // A tab of room 0 shows what the tabs of room 0 wrote, in one order.
            var expected = Enumerable.Range(0, Tabs).Where(other => other % 3 == i % 3).Select(other => $"from tab {other}");
            await Expect(pages[i].Locator("#log .text")).ToHaveTextAsync(expected);
            await Expect(pages[i].Locator("#lost")).ToBeHiddenAsync();
            await Expect(pages[i].Locator("#outbox .message")).ToHaveCountAsync(0);
        }
    }
}
