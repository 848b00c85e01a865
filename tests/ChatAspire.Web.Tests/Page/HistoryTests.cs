using System.Globalization;
using static Microsoft.Playwright.Assertions;

namespace ChatAspire.Web.Tests.Page;

[Collection("page")]
public sealed class HistoryTests(Browser browser, TwoNodes nodes) : IClassFixture<TwoNodes>
{
    [Fact]
    public async Task A_long_history_starts_with_its_newest_messages_and_loads_earlier_ones_on_scrolling_up()
    {
        var all = await FillAsync("long", 430);
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "long", "Aki");
        await aki.SeesAsync(all[^200..]);

        var topmost = aki.Message(all[^200]);
        await topmost.ScrollIntoViewIfNeededAsync();
        var before = (await topmost.BoundingBoxAsync())!.Y;
        await aki.SeesAsync(all[^400..]);
        Assert.InRange((await topmost.BoundingBoxAsync())!.Y, before - 60, before + 60); // the messages in view do not move

        await aki.Message(all[^400]).ScrollIntoViewIfNeededAsync();
        await aki.SeesAsync(all);
        await Expect(aki.Page.Locator("#earlier")).ToBeHiddenAsync();
        await Expect(aki.Page.Locator("#log .day")).ToHaveCountAsync(1);
        aki.AssertNoBrowserErrors();
    }

    [Fact]
    public async Task The_newest_message_stays_in_view_unless_the_visitor_scrolled_up()
    {
        var all = await FillAsync("scroll", 60);
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "scroll", "Aki");
        await Expect(aki.Message(all[^1])).ToBeInViewportAsync();

        await nodes.B.SayAsync("scroll", "x1", "seen at once");
        await Expect(aki.Message("seen at once")).ToBeInViewportAsync();

        await aki.Message(all[5]).ScrollIntoViewIfNeededAsync();
        await nodes.B.SayAsync("scroll", "x2", "not seen yet");
        await Expect(aki.Page.Locator("#unseen")).ToHaveTextAsync("1 new message ↓");
        await Expect(aki.Message("not seen yet")).Not.ToBeInViewportAsync();

        await aki.Page.ClickAsync("#unseen");
        await Expect(aki.Message("not seen yet")).ToBeInViewportAsync();
        await Expect(aki.Page.Locator("#unseen")).ToBeHiddenAsync();
    }

    private async Task<string[]> FillAsync(string room, int count)
    {
        var texts = Enumerable.Range(1, count).Select(n => string.Create(CultureInfo.InvariantCulture, $"message {n}")).ToArray();
        foreach (var text in texts)
        {
            await nodes.A.SayAsync(room, text.Replace(' ', '-'), text);
        }

        return texts;
    }
}
