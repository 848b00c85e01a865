using System.Globalization;
using System.Text.Json;
using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Contract;

/// <summary>The contract of the chat, run on every supported server: two nodes on one Redis. This part covers messages.</summary>
public abstract partial class ChatContract(ChatPair pair) : IAsyncLifetime
{
    private ChatNode A => pair.A;

    private ChatNode B => pair.B;

    [Fact]
    public async Task A_message_posted_to_one_node_arrives_on_the_other()
    {
        var room = NewRoom();
        using var events = B.Events(room);
        await events.UntilAsync("hello");

        var (epoch, seq) = await A.SayAsync(room, "m1", "こんにちは <b>");

        var message = await events.UntilAsync("message");
        Assert.Equal($"{epoch}-1", message.Id);
        Assert.Equal(1, seq);
        Assert.Equal("こんにちは <b>", message.Json.GetProperty("text").GetString());
        Assert.Equal("chat-a", message.Json.GetProperty("node").GetString());
    }

    [Fact]
    public async Task A_repeated_id_returns_its_first_number_and_is_delivered_once()
    {
        var room = NewRoom();
        using var events = B.Events(room);
        await events.UntilAsync("hello");

        var first = await A.SayAsync(room, "m1", "once");
        var again = await B.SayAsync(room, "m1", "once");
        await A.SayAsync(room, "m2", "twice");

        Assert.Equal(first, again);
        var messages = await events.MessagesAsync(2);
        Assert.Equal(["once", "twice"], messages.Select(m => m.Json.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task Writers_on_both_nodes_get_consecutive_numbers_and_every_reader_the_same_order()
    {
        const int writers = 6, each = 30;
        var room = NewRoom();
        using var onA = A.Events(room);
        using var onB = B.Events(room);
        await onA.UntilAsync("hello");
        await onB.UntilAsync("hello");

        await Task.WhenAll(Enumerable.Range(0, writers).Select(async writer =>
        {
            for (var i = 0; i < each; i++)
            {
                await (writer % 2 == 0 ? A : B).SayAsync(room, $"w{writer}-{i}", "text");
            }
        }));

        var seenOnA = await onA.MessagesAsync(writers * each);
        var seenOnB = await onB.MessagesAsync(writers * each);
        Assert.Equal(Enumerable.Range(1, writers * each).Select(i => (long)i), seenOnA.Select(Seq));
        Assert.Equal(seenOnA.Select(m => m.Data), seenOnB.Select(m => m.Data));
    }

    [Fact]
    public async Task A_reader_receives_the_history_first_and_resumes_by_id()
    {
        var room = NewRoom();
        await PostManyAsync(room, 1, 300);

        using var events = B.Events(room);
        await events.MessagesAsync(120);
        events.Close();
        await A.SayAsync(room, "m301", "301");
        var rest = await events.MessagesAsync(181);

        Assert.Equal(Numbers(121, 301), rest.Select(Seq));
    }

    [Fact]
    public async Task A_reader_can_request_only_the_newest_messages_or_resume_by_query()
    {
        var room = NewRoom();
        await PostManyAsync(room, 1, 20);

        using var tail = B.Events(room, "?tail=3");
        var newest = await tail.MessagesAsync(3);
        using var resumed = B.Events(room, $"?after={newest[0].Id}");

        Assert.Equal(Numbers(18, 20), newest.Select(Seq));
        Assert.Equal(Numbers(19, 20), (await resumed.MessagesAsync(2)).Select(Seq));
    }

    [Fact]
    public async Task A_page_of_history_has_the_first_and_last_number_of_the_log()
    {
        var room = NewRoom();
        await PostManyAsync(room, 1, 5);

        var page = await JsonAsync(B, $"api/rooms/{room}/messages?after=2&limit=2");

        Assert.Equal((1, 5), (page.GetProperty("first").GetInt64(), page.GetProperty("last").GetInt64()));
        Assert.Equal(Numbers(3, 4), page.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("seq").GetInt64()));
    }

    [Fact]
    public async Task A_room_keeps_its_newest_messages_and_a_reader_receives_a_gap_event_for_the_others()
    {
        await using var small = new ChatNode("small", pair.Server.ConnectionString, ("Chat__Retention", "50"));
        await small.StartAsync();
        var room = NewRoom();
        using var early = small.Events(room);
        await early.UntilAsync("hello");
        await small.SayAsync(room, "m1", "1");
        await early.UntilAsync("message");
        early.Close();
        for (var i = 2; i <= 120; i++)
        {
            await small.SayAsync(room, $"m{i}", "text");
        }

        // B has not followed the room, so it knows only the messages still in the log.
        using var resumed = B.Events(room, lastEventId: early.LastEventId);
        var gap = await resumed.UntilAsync("gap");
        using var fresh = B.Events(room);
        var messages = await fresh.MessagesAsync(50);

        Assert.Equal("""{"from":2,"to":70}""", gap.Data);
        Assert.Equal(Numbers(71, 120), (await resumed.MessagesAsync(50)).Select(Seq));
        Assert.Equal(Numbers(71, 120), messages.Select(Seq));
        Assert.Equal(71, (await JsonAsync(B, $"api/rooms/{room}/messages")).GetProperty("first").GetInt64());
    }

    [Fact]
    public async Task A_message_carries_the_traceparent_of_its_post()
    {
        var room = NewRoom();
        var trace = Guid.NewGuid().ToString("n");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/rooms/{room}/messages")
        {
            Content = new StringContent("""{"id":"m1","author":"Aki","text":"hi"}""", null, "application/json"),
        };
        request.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
        using var answer = await A.Http.SendAsync(request, TestContext.Current.CancellationToken);

        using var events = B.Events(room);
        var message = await events.UntilAsync("message");

        Assert.Matches($"^00-{trace}-[0-9a-f]{{16}}-01$", message.Json.GetProperty("traceparent").GetString());
        Assert.StartsWith("""{"seq":1,"traceparent":""", message.Data, StringComparison.Ordinal);
    }

    /// <summary>Starts the server and both nodes if an earlier test stopped them.</summary>
    public ValueTask InitializeAsync() => new(pair.EnsureUpAsync());

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    private static string NewRoom() => $"room-{Guid.NewGuid():n}"[..20];

    private static IEnumerable<long> Numbers(int from, int to) => Enumerable.Range(from, to - from + 1).Select(i => (long)i);

    private static long Seq(SseEvent message) => message.Json.GetProperty("seq").GetInt64();

    private static async Task<JsonElement> JsonAsync(ChatNode node, string path) =>
        JsonElement.Parse(
            await node.Http.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken));

    private async Task PostManyAsync(string room, int from, int to)
    {
        for (var i = from; i <= to; i++)
        {
            await A.SayAsync(room, $"m{i}", i.ToString(CultureInfo.InvariantCulture));
        }
    }
}
