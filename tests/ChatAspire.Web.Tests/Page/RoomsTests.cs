using static Microsoft.Playwright.Assertions;

namespace ChatAspire.Web.Tests.Page;

/// <summary>Going from room to room.</summary>
[Collection("page")]
public sealed class RoomsTests(Browser browser, TwoNodes nodes) : IClassFixture<TwoNodes>
{
    [Fact]
    public async Task Each_room_keeps_its_own_draft()
    {
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "draft-one", "Aki");
        await aki.Input.FillAsync("for room one");
        await GoToAsync(aki, "draft-two");
        await Expect(aki.Input).ToHaveValueAsync("");
        await aki.Input.FillAsync("for room two");

        await aki.Page.GoBackAsync();
        await Expect(aki.Input).ToHaveValueAsync("for room one");
        await aki.Page.ReloadAsync();
        await Expect(aki.Input).ToHaveValueAsync("for room one");
        await aki.Input.PressAsync("Enter");
        await aki.SeesAsync("for room one");
        await GoToAsync(aki, "draft-two");
        await Expect(aki.Input).ToHaveValueAsync("for room two");
    }

    [Fact]
    public async Task A_visitor_returns_to_the_place_that_they_left()
    {
        await FillAsync("place", 1, 80);
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "place", "Aki");
        await aki.Message("place 80").WaitForAsync();
        await aki.Message("place 30").EvaluateAsync(
            "item => { item.closest('#scroller').scrollTop += item.getBoundingClientRect().top - 100; }");
        await Expect(aki.Message("place 80")).Not.ToBeInViewportAsync();
        var before = (await aki.Message("place 30").BoundingBoxAsync())!.Y;

        await GoToAsync(aki, "elsewhere");
        await nodes.B.SayAsync("place", "p81", "place 81");
        await aki.Page.GoBackAsync();

        await aki.Message("place 81").WaitForAsync();
        await Expect(aki.Message("place 30")).ToBeInViewportAsync();
        Assert.InRange((await aki.Message("place 30").BoundingBoxAsync())!.Y, before - 40, before + 40);
    }

    [Fact]
    public async Task New_messages_are_counted_and_begin_below_a_line()
    {
        await FillAsync("news", 1, 40);
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "news", "Aki");
        await aki.Message("news 40").WaitForAsync();
        await GoToAsync(aki, "quiet");
        await FillAsync("news", 41, 70);

        var link = aki.Page.Locator("#rooms a[data-room=news]");
        await Expect(link.Locator(".new")).ToHaveTextAsync("30");
        await Expect(link.Locator(".new")).ToHaveAttributeAsync("aria-label", "30 new messages");
        await link.ClickAsync();

        await Expect(aki.Page.Locator(".fresh")).ToHaveTextAsync("New messages");
        await Expect(aki.Page.Locator(".fresh")).ToBeInViewportAsync();
        await Expect(aki.Page.Locator(".fresh + .message .text")).ToHaveTextAsync("news 41");
        await Expect(link.Locator(".new")).ToHaveCountAsync(0);
    }

    private static async Task GoToAsync(Visitor visitor, string room)
    {
        await visitor.Page.FillAsync("#new-room-name", room);
        await visitor.Page.PressAsync("#new-room-name", "Enter");
        await Expect(visitor.Page.Locator("h1")).ToHaveTextAsync(room);
    }

    private async Task FillAsync(string room, int from, int to)
    {
        for (var i = from; i <= to; i++)
        {
            await nodes.A.SayAsync(room, $"{room}-{i}", $"{room} {i}");
        }
    }
}
