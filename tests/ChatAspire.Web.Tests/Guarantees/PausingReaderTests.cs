using System.Globalization;
using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>
/// A reader that pauses while messages are written. In each pause its connection fills up in the middle of a chunk; then it reads on, and
/// reaches the live messages with bytes of its own session still under way to it.
/// </summary>
[Trait("tier", "guarantee")]
public sealed class PausingReaderTests
{
    private const string Room = "pauses";
    private const int Pauses = 6;
    private const int MessagesPerPause = 1_500;
    private const int LongText = 3_900; // characters
    private const int ReceiveBuffer = 2048;
    private const string MaxStall = "60"; // seconds: longer than a pause on a slow machine
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TestLimit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_reader_that_pauses_receives_every_message_once_and_in_order()
    {
        Assert.True(MessagesPerPause * LongText > SendBuffer() + ReceiveBuffer, "the connection must not hold what is written in a pause");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var redis = new RedisServer { IsPersistent = false };
        await redis.StartAsync();
        await using var node = new ChatNode("chat-a", redis.ConnectionString, ("Chat__StallSeconds", MaxStall));
        await node.StartAsync();
        limit.CancelAfter(TestLimit);
        await using var writers = await Audience.OpenAsync(node.Url, Room, readers: 0, limit.Token);
        using var stream = await EventStream.OpenAsync(node.Url, $"/api/rooms/{Room}/events", null, ReceiveBuffer, limit.Token);
        await using var messages = stream.ReadAllAsync(limit.Token).Where(e => e.Type == "message").GetAsyncEnumerator(limit.Token);

        const int Count = Pauses * MessagesPerPause;
        var writing = writers.WriteAsync("flow", Count, LongText, parallel: 4, TimeSpan.FromMilliseconds(1), limit.Token);
        for (var next = 1; next <= Count; next++)
        {
            Assert.True(await messages.MoveNextAsync(), $"the stream ended after message {next - 1}");
            Assert.EndsWith(string.Create(CultureInfo.InvariantCulture, $"-{next}"), messages.Current.Id, StringComparison.Ordinal);
            if (next % MessagesPerPause == 0)
            {
                await Task.Delay(Pause, limit.Token);
            }
        }

        await writing;
    }

    /// <summary>The bytes that the kernel buffers for a sender: at most the third number of tcp_wmem (tcp(7)).</summary>
    private static long SendBuffer() =>
        long.Parse(File.ReadAllText("/proc/sys/net/ipv4/tcp_wmem").Split('\t')[2], CultureInfo.InvariantCulture);
}
