using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ChatAspire.Testing;
using StackExchange.Redis;

namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>Bad requests, slow and endless ones, false positions and stalled readers beside readers that keep up.</summary>
[Collection(nameof(Guarantees)), Trait("tier", "guarantee")]
public sealed class BadRequestTests(ITestOutputHelper output)
{
    private const int Count = 10_000;
    private const int Workers = 8;
    private const int GoodOneIn = 50;
    private const string GoodRoom = "good";
    private const string Bystanders = "bystanders";
    private const int Readers = 10;
    private const int MessagesPerRound = 200;
    private const int Stalled = 20;

    /// <summary>Enforced by the collector: beyond it the node ends with an OutOfMemoryException.</summary>
    private const string HeapLimit = "8000000"; // hexadecimal: 128 MiB

    /// <summary>The longest delivery that counts as unnoticed, in ms; a machine of two cores also serves the attack.</summary>
    private const double MaxP99 = 1_000;

    private readonly ConcurrentDictionary<string, int> _outcomes = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentBag<string> _goodIds = [];

    [Fact]
    public async Task Refuses_ten_thousand_bad_requests_without_a_trace_and_nobody_else_notices()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var redis = new RedisServer();
        await redis.StartAsync();
        await using var node = new ChatNode("chat-a", redis.ConnectionString, ("DOTNET_GCHeapHardLimit", HeapLimit));
        await node.StartAsync();
        var process = node.Process.Id;
        await using var audience = await Audience.OpenAsync(node.Url, Bystanders, Readers, cancel);
        await audience.MeasureP99Async("warm", MessagesPerRound, cancel);
        var quiet = await audience.MeasureP99Async("quiet", MessagesPerRound, cancel);
        var epoch = audience.LastEventId.Split('-')[0];

        var attacked = new List<double>();
        await using (await Slowloris.StartAsync(node.Url, connections: 60, cancel))
        {
            using var stalled = await StalledReaders.OpenAsync(node.Url, Bystanders, Stalled, cancel);
            await using var impostors = Impostors.Start(node.Url, Bystanders, epoch, seed: 1);
            var attack = Task.WhenAll(
                Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(node.Url, worker, cancel), cancel)));
            while (!attack.IsCompleted)
            {
                attacked.Add(await audience.MeasureP99Async($"attacked.{attacked.Count}", MessagesPerRound, cancel));
            }

            await attack;
            output.WriteLine($"false positions {impostors.Claims}, bodies without an end that the node ended {impostors.EndedBodies}");
            Assert.True(impostors is { Claims: > 0, EndedBodies: > 0 }, "the impostors did nothing");
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"p99 of the bystanders in ms: quiet {quiet:N1}, during the attack {string.Join(' ', attacked.Select(p99 => $"{p99:N1}"))}"));
        Assert.Equal(0, audience.Restarts);
        Assert.StartsWith($"{epoch}-", audience.LastEventId, StringComparison.Ordinal);
        Assert.All(attacked, p99 => Assert.InRange(p99, 0, MaxP99));

        foreach (var (outcome, count) in _outcomes.OrderBy(o => o.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"{outcome,-20} {count,6}");
        }

        var firstFaults = string.Join("\n\n", _faults.DistinctBy(f => f.Split('\n')[0]).Take(20));
        Assert.True(_faults.IsEmpty, $"{_faults.Count} requests were not refused correctly:\n{firstFaults}");
        Assert.Equal(process, node.Process.Id);
        Assert.False(node.Process.HasExited, "the node exited");

        // The good requests prove that the checks below can fail: they leave messages, keys and a room.
        _goodIds.Add(await PostGoodAsync(node.Url, "after", cancel));
        using var http = new HttpClient { BaseAddress = node.Url };
        var history = await http.GetFromJsonAsync<JsonElement>($"/api/rooms/{GoodRoom}/messages?after=0&limit=1000", cancel);
        var stored = history.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("id").GetString()!);
        Assert.Equal(_goodIds.Order(StringComparer.Ordinal), stored.Order(StringComparer.Ordinal));

        await using var client = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        var keys = client.GetServers().Single().Keys().Select(key => key.ToString()).ToArray();
        Assert.NotEmpty(keys);
        Assert.All(keys, key => Assert.True(IsGoodKey(key), $"a bad request left {key} in Redis"));
        var rooms = await http.GetFromJsonAsync<JsonElement>("/api/rooms", cancel);
        Assert.Equal(
            [Bystanders, GoodRoom],
            rooms.GetProperty("rooms").EnumerateArray().Select(r => r.GetProperty("room").GetString()).Order(StringComparer.Ordinal));
    }

    private async Task WorkAsync(Uri node, int worker, CancellationToken cancel)
    {
        var requests = new BadRequests(seed: worker);
        using var connection = new RefusalChecker(node);
        for (var i = 0; i < Count / Workers; i++)
        {
            var request = requests.Next();
            var (status, fault) = await connection.CheckAsync(request, cancel);
            _outcomes.AddOrUpdate($"{request.Kind.Split(' ')[0],-12} {status}", 1, (_, n) => n + 1);
            if (fault is not null)
            {
                _faults.Enqueue($"{request.Kind}: {fault}\n{Show(request.Bytes)}");
            }

            if (i % GoodOneIn == 0)
            {
                _goodIds.Add(await PostGoodAsync(node, $"{worker}.{i}", cancel));
            }
        }
    }

    private static bool IsGoodKey(string key) =>
        key == "chat:rooms" || key.StartsWith($"chat:{{{GoodRoom}}}:", StringComparison.Ordinal)
        || key.StartsWith($"chat:{{{Bystanders}}}:", StringComparison.Ordinal);

    private static async Task<string> PostGoodAsync(Uri node, string id, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = node };
        using var answer = await http.PostAsJsonAsync(
            $"/api/rooms/{GoodRoom}/messages", new { id, author = "good", text = "good" }, cancel);
        Assert.Equal(201, (int)answer.StatusCode);
        return id;
    }

    private static string Show(byte[] request) =>
        Encoding.Latin1.GetString(request.AsSpan(0, Math.Min(request.Length, 300))).ReplaceLineEndings("⏎");
}
