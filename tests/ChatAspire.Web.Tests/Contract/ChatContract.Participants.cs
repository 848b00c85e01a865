using System.Net;
using System.Net.Http.Json;
using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Contract;

/// <content>Participants, typing, and limits.</content>
public abstract partial class ChatContract
{
    [Fact]
    public async Task Readers_see_the_participants_of_both_nodes_and_notice_when_one_leaves()
    {
        var room = NewRoom();
        using var aki = A.Events(room, "?name=Aki");
        using var bo = B.Events(room, "?name=Bo");
        using var boAgain = B.Events(room, "?name=Bo");
        await bo.UntilAsync("hello");
        await boAgain.UntilAsync("hello");
        await aki.UntilAsync(item => item is
        {
            Name: "here",
            Data: """{"here":[{"name":"Aki","node":"chat-a"},{"name":"Bo","node":"chat-b"}]}""",
        });

        bo.Close();
        boAgain.Close();

        await aki.UntilAsync(item => item is { Name: "here", Data: """{"here":[{"name":"Aki","node":"chat-a"}]}""" });
    }

    [Fact]
    public async Task Participants_of_a_killed_node_expire()
    {
        await using var mortal = new ChatNode("mortal", pair.Server.ConnectionString, ("Chat__PresenceSeconds", "2"));
        await mortal.StartAsync();
        await using var other = new ChatNode("other", pair.Server.ConnectionString, ("Chat__PresenceSeconds", "2"));
        await other.StartAsync();
        var room = NewRoom();
        using var aki = mortal.Events(room, "?name=Aki");
        using var watcher = other.Events(room);
        await aki.UntilAsync("hello");
        await watcher.UntilAsync(item => item.Name == "here" && item.Data.Contains("Aki", StringComparison.Ordinal));

        await mortal.KillAsync();

        await watcher.UntilAsync(item => item is { Name: "here", Data: """{"here":[]}""" });
    }

    [Fact]
    public async Task Typing_reaches_readers_on_the_other_node_and_is_not_stored()
    {
        var room = NewRoom();
        using var events = B.Events(room);
        await events.UntilAsync("hello");

        // As for a message, 503 asks for a retry; it occurs on a busy machine.
        var status = HttpStatusCode.ServiceUnavailable;
        await Wait.UntilAsync("typing is accepted or refused", async () =>
        {
            using var answer = await A.Http.PostAsJsonAsync(
                $"api/rooms/{room}/typing", new { author = "Aki" }, TestContext.Current.CancellationToken);
            status = answer.StatusCode;
            return status != HttpStatusCode.ServiceUnavailable;
        });

        Assert.Equal(HttpStatusCode.NoContent, status);
        Assert.Equal("""{"name":"Aki"}""", (await events.UntilAsync("typing")).Data);
        Assert.Equal(0, (await JsonAsync(B, $"api/rooms/{room}/messages")).GetProperty("last").GetInt64());
    }

    [Fact]
    public async Task The_room_list_has_the_newest_number_and_the_participants_of_each_room()
    {
        var room = NewRoom();
        await PostManyAsync(room, 1, 2);
        using var aki = A.Events(room, "?name=Aki");
        await aki.UntilAsync("here");

        var rooms = (await JsonAsync(B, "api/rooms")).GetProperty("rooms").EnumerateArray();

        var entry = Assert.Single(rooms, r => r.GetProperty("room").GetString() == room);
        Assert.Equal(2, entry.GetProperty("last").GetInt64());
        Assert.Equal("Aki", Assert.Single(entry.GetProperty("here").EnumerateArray()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Rooms_and_readers_beyond_their_maximum_are_refused_with_Retry_After()
    {
        var (room, oneTooMany) = (NewRoom(), NewRoom());
        await PostManyAsync(room, 1, 1);
        await using var node = new ChatNode(
            "capped", pair.Server.ConnectionString, ("Chat__MaxRooms", "1"), ("Chat__MaxReaders", "1"));
        await node.StartAsync();
        using var reader = node.Events(room);
        await reader.UntilAsync("hello");
        await node.SayAsync(room, "m2", "an existing room accepts messages");

        using var secondReader = await node.Http.GetAsync($"api/rooms/{room}/events", TestContext.Current.CancellationToken);
        using var secondRoom = await node.PostAsync(oneTooMany, "m1", "tester", "text");

        AssertRefused(HttpStatusCode.ServiceUnavailable, secondReader);
        AssertRefused(HttpStatusCode.ServiceUnavailable, secondRoom);
        Assert.Equal(0, (await JsonAsync(B, $"api/rooms/{oneTooMany}/messages")).GetProperty("last").GetInt64());
    }

    [Fact]
    public async Task Posts_beyond_the_rate_limit_are_refused_and_not_stored()
    {
        await using var node = new ChatNode(
            "limited", pair.Server.ConnectionString, ("Chat__PostsPerSecond", "1"), ("Chat__PostBurst", "3"));
        await node.StartAsync();
        var room = NewRoom();

        var answers = await Task.WhenAll(Enumerable.Range(1, 20).Select(i => node.PostAsync(room, $"m{i}", "tester", "text")));

        var refused = answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ToArray();
        Assert.NotEmpty(refused);
        Assert.All(refused, answer => AssertRefused(HttpStatusCode.TooManyRequests, answer));
        Assert.Equal(
            answers.Count(answer => answer.StatusCode == HttpStatusCode.Created),
            (await JsonAsync(B, $"api/rooms/{room}/messages")).GetProperty("last").GetInt64());
    }

    private static void AssertRefused(HttpStatusCode status, HttpResponseMessage answer)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }
}
