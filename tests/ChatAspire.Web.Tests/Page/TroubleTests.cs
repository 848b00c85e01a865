using ChatAspire.Testing;
using static Microsoft.Playwright.Assertions;

namespace ChatAspire.Web.Tests.Page;

/// <summary>What a visitor sees when a part of the chat is gone. Each test has servers of its own, as it breaks them.</summary>
[Collection("page")]
public sealed class TroubleTests(Browser browser)
{
    // Four attempts with their waits, each answered within 2 s.
    private const float UntilGivenUpMs = 40_000;

    [Fact]
    public async Task While_Redis_is_away_messages_fail_visibly_and_a_retry_delivers_each_once()
    {
        await using var nodes = await StartAsync();
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "lobby", "Aki");
        await using var bo = await Visitor.OpenAsync(browser, nodes.B, "lobby", "Bo");
        await aki.SayAsync("before");

        await nodes.Redis.KillAsync();
        await Expect(aki.Page.Locator("#away")).ToBeVisibleAsync();
        await Expect(bo.Page.Locator("#away")).ToBeVisibleAsync();
        await aki.WriteAsync("during");
        await Expect(aki.Outbox.Locator(".mark.failed")).ToBeVisibleAsync(new() { Timeout = UntilGivenUpMs });
        await Expect(aki.Outbox).ToContainTextAsync("Not delivered: Redis is away");

        await nodes.Redis.StartAsync();
        await Expect(aki.Page.Locator("#away")).ToBeHiddenAsync();
        await aki.Outbox.Locator(".retry").ClickAsync();
        await Expect(aki.Message("during").Locator(".mark.delivered")).ToBeVisibleAsync();
        await aki.SayAsync("after");

        await aki.SeesAsync("before", "during", "after");
        await bo.SeesAsync("before", "during", "after");
        await Expect(aki.Outbox).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_page_goes_on_where_it_stopped_when_its_node_was_killed_and_started_again()
    {
        await using var nodes = await StartAsync();
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "lobby", "Aki");
        await using var bo = await Visitor.OpenAsync(browser, nodes.B, "lobby", "Bo");
        await aki.SayAsync("one");
        await bo.SeesAsync("one");

        await nodes.B.KillAsync();
        await Expect(bo.Page.Locator("#lost")).ToHaveTextAsync(
            "The connection to chat-b is lost. Reconnecting; the page goes on where it stopped.");
        await aki.SayAsync("two");
        await aki.SayAsync("three");
        await bo.WriteAsync("four"); // its node is dead: it waits, and is sent again

        await nodes.B.StartAsync();
        await bo.IsConnectedAsync();
        await Expect(bo.Page.Locator("#lost")).ToBeHiddenAsync();
        if (await bo.Outbox.Locator(".retry").CountAsync() > 0)
        {
            await bo.Outbox.Locator(".retry").ClickAsync();
        }

        await bo.SeesAsync("one", "two", "three", "four");
        await aki.SeesAsync("one", "two", "three", "four");
        await Expect(bo.Message("four").Locator(".mark.delivered")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_attempt_whose_answer_was_lost_is_repeated_and_stored_once()
    {
        await using var nodes = await StartAsync();
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "lobby", "Aki");
        var ids = new List<string>();
        await aki.Page.RouteAsync("**/events*", route => route.AbortAsync()); // nor does the event tell of it
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
    public async Task When_Redis_lost_its_log_the_room_starts_over_and_says_so()
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
    public async Task A_visitor_who_writes_too_fast_waits_and_loses_nothing()
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
