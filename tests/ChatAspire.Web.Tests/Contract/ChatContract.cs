using System.Globalization;
using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Contract;

/// <summary>What the chat promises, on every server it claims to run on: two nodes, one Redis.</summary>
public abstract class ChatContract(RedisServerBase server) : IAsyncLifetime
{
    protected ChatNode A { get; private set; } = null!;

    protected ChatNode B { get; private set; } = null!;

    protected RedisServerBase Server => server;

    protected static string NewRoom() => $"room-{Guid.NewGuid():n}"[..20];

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
    public async Task A_repeated_id_gets_its_first_number_and_is_delivered_once()
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
    public async Task A_reader_gets_the_history_first_and_resumes_by_id()
    {
        var room = NewRoom();
        for (var i = 1; i <= 300; i++)
        {
            await A.SayAsync(room, $"m{i}", i.ToString(CultureInfo.InvariantCulture));
        }

        using var events = B.Events(room);
        await events.MessagesAsync(120);
        events.Close();
        await A.SayAsync(room, "m301", "301");
        var rest = await events.MessagesAsync(181);

        Assert.Equal(Enumerable.Range(121, 181).Select(i => (long)i), rest.Select(m => m.Json.GetProperty("seq").GetInt64()));
    }

    public virtual async ValueTask InitializeAsync()
    {
        await server.StartAsync();
        A = new ChatNode("chat-a", server.ConnectionString);
        B = new ChatNode("chat-b", server.ConnectionString);
        await Task.WhenAll(A.StartAsync(), B.StartAsync());
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await A.DisposeAsync();
        await B.DisposeAsync();
        await server.DisposeAsync();
    }
}
