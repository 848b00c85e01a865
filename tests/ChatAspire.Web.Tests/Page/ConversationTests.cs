using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatAspire.Web.Tests.Page;

[Collection("page")]
public sealed class ConversationTests(Browser browser, TwoNodes nodes) : IClassFixture<TwoNodes>
{
    [Fact]
    public async Task A_message_reaches_the_page_of_the_other_node()
    {
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "crossing", "Aki");
        await using var bo = await Visitor.OpenAsync(browser, nodes.B, "crossing", "Bo");

        await aki.SayAsync("over to you");
        await bo.SeesAsync("over to you");
        await bo.SayAsync("and back");
        await aki.SeesAsync("over to you", "and back");

        await Expect(bo.Message("over to you")).ToHaveClassAsync("message other");
        await Expect(bo.Message("over to you").Locator(".badge")).ToHaveTextAsync("chat-a");
        await Expect(bo.Message("over to you").Locator(".author")).ToHaveTextAsync("Aki");
        await Expect(aki.Message("and back").Locator(".badge")).ToHaveTextAsync("chat-b");
        await Expect(aki.Page.Locator("#served")).ToHaveTextAsync("served by chat-a · 127.18.0.11:5000");
        await Expect(bo.Page.Locator("#served")).ToHaveTextAsync("served by chat-b · 127.18.0.22:5000");
        aki.AssertNoBrowserErrors();
        bo.AssertNoBrowserErrors();
    }

    [Fact]
    public async Task Markup_in_a_message_is_shown_as_text()
    {
        const string Markup = """<img src=x onerror="document.title='taken'"><b>bold</b> &amp; "quotes" 'too'""";
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "markup", "<i>Aki</i>");
        await using var bo = await Visitor.OpenAsync(browser, nodes.B, "markup", "Bo");

        await aki.SayAsync(Markup);
        await bo.SeesAsync(Markup);

        await Expect(bo.Message(Markup).Locator(".author")).ToHaveTextAsync("<i>Aki</i>");
        await Expect(bo.Page.Locator("#nodes")).ToContainTextAsync("<i>Aki</i>");
        Assert.Equal(0, await bo.Page.Locator("#log img, #log b, #log i, #nodes i").CountAsync());
        bo.AssertNoBrowserErrors();
    }

    [Fact]
    public async Task A_message_is_marked_as_sending_and_then_as_delivered()
    {
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "marks", "Aki");
        var release = new TaskCompletionSource();
        await aki.Page.RouteAsync("**/messages", async route =>
        {
            await release.Task;
            await route.ContinueAsync();
        });

        await aki.WriteAsync("on its way");
        await Expect(aki.Outbox.Locator(".mark.sending")).ToHaveAttributeAsync("title", "sending");
        await aki.SeesAsync();

        release.SetResult();
        await Expect(aki.Message("on its way").Locator(".mark.delivered")).ToBeVisibleAsync();
        await Expect(aki.Outbox).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_page_whose_modules_do_not_all_load_is_reloaded_and_then_says_so()
    {
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "modules", name: null);
        var notice = aki.Page.Locator("#not-loaded");
        await Expect(notice).ToHaveCountAsync(0);

        await aki.Page.RouteAsync("**/bubble.js", route => route.AbortAsync(), new() { Times = 1 });
        await aki.Page.GotoAsync($"{nodes.A.Url}?room=reloaded");
        await aki.IsConnectedAsync();
        await Expect(notice).ToHaveCountAsync(0);

        await aki.Page.RouteAsync("**/bubble.js", route => route.AbortAsync());
        await aki.Page.GotoAsync($"{nodes.A.Url}?room=modules");
        await Expect(notice).ToContainTextAsync("did not load completely");
        await Expect(notice).ToBeVisibleAsync(new() { Timeout = 15_000 });

        await aki.Page.UnrouteAsync("**/bubble.js");
        await notice.GetByRole(AriaRole.Link).ClickAsync();
        await aki.IsConnectedAsync();
        await Expect(notice).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_event_may_arrive_before_the_answer_to_its_post()
    {
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "early", "Aki");
        var release = new TaskCompletionSource();
        await aki.Page.RouteAsync("**/messages", async route =>
        {
            var answer = await route.FetchAsync();
            await release.Task;
            await route.FulfillAsync(new RouteFulfillOptions { Response = answer });
        });

        await aki.SayAsync("first");
        release.SetResult();
        await aki.SayAsync("second");

        await aki.SeesAsync("first", "second");
        await Expect(aki.Outbox).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_trace_link_opens_the_trace_that_the_browser_started()
    {
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "trace", "Aki");
        await using var bo = await Visitor.OpenAsync(browser, nodes.B, "trace", "Bo");
        var post = aki.Page.WaitForRequestAsync("**/messages");

        await aki.SayAsync("follow me");

        var parts = (await (await post).HeaderValueAsync("traceparent"))!.Split('-');
        Assert.Equal(["00", "01"], [parts[0], parts[3]]);
        await Expect(bo.Message("follow me").Locator("a.trace"))
            .ToHaveAttributeAsync("href", $"{TwoNodes.Dashboard}/traces/detail/{parts[1]}");
    }

    [Fact]
    public async Task Participants_and_typing_are_shown_on_the_other_node()
    {
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "people", "Aki");
        await using (var bo = await Visitor.OpenAsync(browser, nodes.B, "people", "Bo"))
        {
            await Expect(Node(bo, "chat-a").Locator(".people")).ToHaveTextAsync("Aki");
            await Expect(Node(aki, "chat-b").Locator(".people")).ToHaveTextAsync("Bo");

            await aki.Input.PressSequentiallyAsync("well");
            await Expect(bo.Page.Locator("#typing")).ToHaveTextAsync("Aki is typing…");
            await aki.Input.PressAsync("Enter");
            await bo.SeesAsync("well");
            await Expect(bo.Page.Locator("#typing")).ToBeHiddenAsync();
        }

        await Expect(Node(aki, "chat-b")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_room_opens_by_name_and_closes_with_the_back_button()
    {
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "first-room", "Aki");
        await aki.SayAsync("in the first");

        await aki.Page.FillAsync("#new-room-name", "Team Blue");
        await aki.Page.PressAsync("#new-room-name", "Enter");
        await Expect(aki.Page.Locator("h1")).ToHaveTextAsync("team-blue");
        Assert.EndsWith("?room=team-blue", aki.Page.Url, StringComparison.Ordinal);
        await aki.SayAsync("in the second");
        await aki.SeesAsync("in the second");
        await Expect(aki.Page.Locator("#rooms a[aria-current]")).ToContainTextAsync("team-blue");

        await aki.Page.GoBackAsync();
        await aki.SeesAsync("in the first");
    }

    [Fact]
    public async Task A_reload_keeps_the_name_and_the_marks_of_own_messages()
    {
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "reload", "Aki");
        await aki.SayAsync("mine");

        await aki.Page.ReloadAsync();

        await Expect(aki.Message("mine")).ToHaveClassAsync("message own");
        await Expect(aki.Page.Locator("#me")).ToHaveTextAsync("Aki");
    }

    private static ILocator Node(Visitor visitor, string name) =>
        visitor.Page.Locator("#nodes > li", new() { HasText = name });
}
