using System.Globalization;
using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>A reader that stops reading for a while: its connection fills up in the middle of a chunk, and then continues.</summary>
[Collection(nameof(Guarantees)), Trait("tier", "guarantee")]
public sealed class PausingReaderTests(ITestOutputHelper output)
{
    private const string Room = "pauses";
    private const int Pauses = 3;
    private const int MessagesPerPause = 1_500;
    private const int LongText = 3_900; // characters
    private const int ReceiveBuffer = 2048;
    private const string MaxStall = "60"; // seconds: longer than writing takes on a slow machine

    [Fact]
    public async Task A_reader_that_reads_on_after_its_connection_was_full_receives_every_message_once_and_in_order()
    {
        Assert.True(MessagesPerPause * LongText > SendBuffer() + ReceiveBuffer, "the connection must not hold what is written in a pause");
        var cancel = TestContext.Current.CancellationToken;
        await using var redis = new RedisServer { IsPersistent = false };
        await redis.StartAsync();
        await using var node = new ChatNode("chat-a", redis.ConnectionString, ("Chat__StallSeconds", MaxStall));
        await node.StartAsync();
        await using var writers = await Audience.OpenAsync(node.Url, Room, readers: 0, cancel);
        using var stream = await EventStream.OpenAsync(node.Url, $"/api/rooms/{Room}/events", null, ReceiveBuffer, cancel);
        await using var events = stream.ReadAllAsync(cancel).GetAsyncEnumerator(cancel);

        var received = 0;
        for (var pause = 1; pause <= Pauses; pause++)
        {
            await writers.WriteAsync($"pause.{pause}", MessagesPerPause, LongText, parallel: 4, TimeSpan.Zero, cancel);
            while (received < pause * MessagesPerPause)
            {
                Assert.True(await events.MoveNextAsync(), $"the stream ended after message {received}");
                if (events.Current is { Type: "message", Id: { } id })
                {
                    Assert.EndsWith(string.Create(CultureInfo.InvariantCulture, $"-{++received}"), id, StringComparison.Ordinal);
                }
            }

            output.WriteLine($"  pause {pause}: {received} messages received");
        }
    }

    /// <summary>The bytes that the kernel buffers for a sender: at most the third number of tcp_wmem (tcp(7)).</summary>
    private static long SendBuffer() =>
        long.Parse(File.ReadAllText("/proc/sys/net/ipv4/tcp_wmem").Split('\t')[2], CultureInfo.InvariantCulture);
}
