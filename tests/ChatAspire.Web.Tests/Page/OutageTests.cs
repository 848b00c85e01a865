using ChatAspire.Testing;
using static Microsoft.Playwright.Assertions;

namespace ChatAspire.Web.Tests.Page;

/// <summary>The page while a part of the chat is down. Each test has its own servers, because it stops them.</summary>
[Collection("page")]
public sealed class OutageTests(Browser browser)
{
    // Four attempts with their waits, each answered within 2 s.
    private const float GiveUpTimeoutMs = 40_000;

    [Fact]
    public async Task Messages_fail_visibly_while_Redis_is_unavailable_and_are_delivered_once_when_it_returns()
    {
        await using var nodes = await StartAsync();
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "lobby", "Aki");
        await using var bo = await Visitor.OpenAsync(browser, nodes.B, "lobby", "Bo");
        await aki.SayAsync("before");

        await nodes.Redis.KillAsync();
        await Expect(aki.Page.Locator("#away")).ToBeVisibleAsync();
        await Expect(bo.Page.Locator("#away")).ToBeVisibleAsync();
        await aki.WriteAsync("during");
        await Expect(aki.Outbox.Locator(".mark.failed")).ToBeVisibleAsync(new() { Timeout = GiveUpTimeoutMs });
        await Expect(aki.Outbox).ToContainTextAsync("Not delivered: Redis is unavailable");

        await nodes.Redis.StartAsync();
        await Expect(aki.Page.Locator("#away")).ToBeHiddenAsync();
        await Expect(aki.Message("during").Locator(".mark.delivered")).ToBeVisibleAsync();
        await aki.SayAsync("after");

        await aki.SeesAsync("before", "during", "after");
        await bo.SeesAsync("before", "during", "after");
        await Expect(aki.Outbox).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_page_resumes_after_its_node_was_killed_and_restarted()
    {
        await using var nodes = await StartAsync();
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "lobby", "Aki");
        await using var bo = await Visitor.OpenAsync(browser, nodes.B, "lobby", "Bo");
        await aki.SayAsync("one");
        await bo.SeesAsync("one");

        await nodes.B.KillAsync();
        await Expect(bo.Page.Locator("#lost")).ToHaveTextAsync(
            "Disconnected from chat-b. Reconnecting; the page will resume where it stopped.");
        await aki.SayAsync("two");
        await aki.SayAsync("three");
        await bo.WriteAsync("four"); // its node is down: the message waits, and is sent again by itself

        await nodes.B.StartAsync();
        await bo.IsConnectedAsync();
        await Expect(bo.Page.Locator("#lost")).ToBeHiddenAsync();
        await bo.SeesAsync("one", "two", "three", "four");
        await aki.SeesAsync("one", "two", "three", "four");
        await Expect(bo.Message("four").Locator(".mark.delivered")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_post_whose_answer_was_lost_is_repeated_and_stored_once()
    {
        await using var nodes = await StartAsync();
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "lobby", "Aki");
        var ids = new List<string>();
        await aki.Page.RouteAsync("**/events*", route => route.AbortAsync()); // the event does not arrive either
        await nodes.A.KillAsync();
        await nodes.A.StartAsync();
        await Expect(aki.Page.Locator("#lost")).ToBeVisibleAsync();
        await aki.Page.RouteAsync("**/messages", async route =>
        {
            ids.Add(route.Request.PostDataJSON()!.Value.GetProperty("id").GetString()!);
            var answer = await route.FetchAsync();
            await (ids.Count == 1 ? route.AbortAsync() : route.FulfillAsync(new() { Response = answer }));
        });

        await aki.WriteAsync("once");
        await Expect(aki.Outbox.Locator(".mark.stored")).ToBeVisibleAsync();
        await aki.Page.UnrouteAsync("**/events*");

        await Expect(aki.Message("once").Locator(".mark.delivered")).ToBeVisibleAsync();
        await aki.SeesAsync("once");
        Assert.Equal(2, ids.Count);
        Assert.Single(ids.Distinct());
    }

    [Fact]
    public async Task A_room_starts_over_and_says_so_after_Redis_lost_its_log()
    {
        await using var nodes = await StartAsync();
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "lobby", "Aki");
        await aki.SayAsync("old");

        await nodes.Redis.SendAsync("FLUSHALL");
        await nodes.B.SayAsync("lobby", "n1", "new");

        await aki.SeesAsync("new");
        await Expect(aki.Page.Locator("#log .note").First).ToContainTextAsync("Redis lost its log");
    }

    [Fact]
    public async Task A_visitor_over_the_rate_limit_waits_and_loses_nothing()
    {
        await using var redis = new RedisServer();
        await redis.StartAsync();
        await using var node = new ChatNode(
            "chat-a", redis.ConnectionString, ("Chat__PostsPerSecond", "1"), ("Chat__PostBurst", "1"));
        await node.StartAsync();
        await using var aki = await Visitor.OpenAsync(browser, node, "lobby", "Aki");

        await aki.WriteAsync("one");
        await aki.WriteAsync("two");
        await aki.WriteAsync("three");

        await Expect(aki.Outbox.Locator(".mark.waiting").First).ToBeVisibleAsync();
        await aki.SeesAsync("one", "two", "three");
        await Expect(aki.Outbox).ToHaveCountAsync(0);
    }

    private static async Task<TwoNodes> StartAsync()
    {
        var nodes = new TwoNodes();
        await nodes.InitializeAsync();
        return nodes;
    }
}
