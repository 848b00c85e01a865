using System.Net;
using ChatAspire.Testing;

namespace ChatAspire.RealHosts.Tests;

/// <summary>The tunnel is cut in the middle of a conversation.</summary>
[Collection(nameof(LessonLab))]
public sealed class CutOverlayTests(LessonLab fixture)
{
    private static readonly int MessagesASide = FullRun.IsOn ? 1000 : 400;
    private static readonly TimeSpan NoticeLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(FullRun.IsOn ? 30 : 10);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private const string Drop = "-p udp --dport 4789 -j DROP";

    [Fact]
    public async Task A_cut_overlay_loses_duplicates_and_reorders_nothing()
    {
        Assert.Equal(0, fixture.FirstUp.ExitCode);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var (a, b) = (await fixture.ChatAsync("host-a"), await fixture.ChatAsync("host-b"));
        var room = $"cut-{Guid.NewGuid():N}"[..20];
        var (readA, readB) = (new Reader(http, a, room), new Reader(http, b, room));
        var reading = Task.WhenAll(readA.ReadAsync(2 * MessagesASide, limit.Token), readB.ReadAsync(2 * MessagesASide, limit.Token));
        var writing = Task.WhenAll(WriteAsync(http, a, room, "a", limit.Token), WriteAsync(http, b, room, "b", limit.Token));

        await Wait.UntilAsync("both sides write", () => readA.Messages.Count > 50);
        await fixture.OnHostAsync("host-b", $"iptables -I INPUT {Drop} && iptables -I OUTPUT {Drop}");
        try
        {
            await Wait.UntilAsync("the cut side reports that Redis is away", () => readB.ReportedRedisDown, NoticeLimit);
            await Task.Delay(Cut, limit.Token); // the test is about a cut of this length
        }
        finally
        {
            await fixture.OnHostAsync("host-b", $"iptables -D INPUT {Drop}; iptables -D OUTPUT {Drop}");
        }

        var refused = await writing;
        await reading;
        Assert.DoesNotContain(HttpStatusCode.ServiceUnavailable, refused[0]);
        Assert.Contains(HttpStatusCode.ServiceUnavailable, refused[1]);
        Assert.Equal(Enumerable.Range(1, 2 * MessagesASide).Select(seq => (long)seq), readA.Messages.Select(message => message.Seq));
        Assert.Equal(readA.Messages, readB.Messages);
        Assert.Equal(2 * MessagesASide, readA.Messages.Select(message => message.Id).Distinct().Count());
        Assert.Equal(1, readA.Epochs);
        Assert.Equal(1, readB.Epochs);
        Assert.Equal("0", (await fixture.OnHostAsync("host-b", "docker inspect -f '{{.RestartCount}}' chat-b")).Trim());
    }

    private static async Task<IReadOnlyList<HttpStatusCode>> WriteAsync(
        HttpClient http, Uri node, string room, string writer, CancellationToken cancellation)
    {
        List<HttpStatusCode> refused = [];
        for (var i = 0; i < MessagesASide; i++)
        {
            refused.AddRange(await http.PostAsync(node, room, $"{writer}-{i}", cancellation));
        }

        return refused;
    }

    /// <summary>A reader that reconnects with its last id, as a browser does.</summary>
    private sealed class Reader(HttpClient http, Uri node, string room)
    {
        private readonly HashSet<string> _epochs = [];

        public List<(long Seq, string Id)> Messages { get; } = [];

        public int Epochs => _epochs.Count;

        public bool ReportedRedisDown { get; private set; }

        public async Task ReadAsync(int count, CancellationToken cancellation)
        {
            using var events = new SseClient(http, new Uri(node, $"/api/rooms/{room}/events?name=reader"));
            while (Messages.Count < count)
            {
                try
                {
                    if (await events.ReadAsync(cancellation) is { } next)
                    {
                        Take(next);
                    }
                }
                catch (HttpRequestException)
                {
                    await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
                }
                catch (IOException)
                {
                    await events.ConnectAsync(cancellation);
                }
            }
        }

        private void Take(SseEvent next)
        {
            switch (next.Name)
            {
                case "message":
                    Messages.Add((next.Json.GetProperty("seq").GetInt64(), next.Json.GetProperty("id").GetString()!));
                    _epochs.Add(next.Id!.Split('-')[0]);
                    break;
                case "redis" when next.Json.GetProperty("state").GetString() == "away":
                    ReportedRedisDown = true;
                    break;
                default:
                    break;
            }
        }
    }
}
