using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ChatAspire.Testing;
using StackExchange.Redis;

namespace ChatAspire.Web.Tests.Guarantees;

[Collection(nameof(Guarantees)), Trait("tier", "guarantee")]
public sealed class BadRequestTests(ITestOutputHelper output)
{
    private const int Count = 10_000;
    private const int Workers = 8;
    private const int GoodOneIn = 50;
    private const string GoodRoom = "good";
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Ten_thousand_bad_requests_are_refused_and_leave_nothing()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var redis = new RedisServer();
        await redis.StartAsync();
        await using var node = new ChatNode("chat-a", redis.ConnectionString);
        await node.StartAsync();
        var process = node.Process.Id;
        var verdicts = new ConcurrentDictionary<string, int>();
        var faults = new ConcurrentQueue<string>();
        var good = new ConcurrentBag<string>();

        await using (await Slowloris.StartAsync(node.Url, connections: 60, cancel))
        {
            await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
            {
                var requests = new BadRequests(seed: worker);
                using var line = new Line(node.Url);
                for (var i = 0; i < Count / Workers; i++)
                {
                    var request = requests.Next();
                    var verdict = await line.JudgeAsync(request, cancel);
                    verdicts.AddOrUpdate($"{request.Kind.Split(' ')[0],-12} {verdict.Status}", 1, (_, n) => n + 1);
                    if (verdict.Fault is { } fault)
                    {
                        faults.Enqueue($"{request.Kind}: {fault}\n{Shown(request.Bytes)}");
                    }

                    if (i % GoodOneIn == 0)
                    {
                        good.Add(await PostGoodAsync(node.Url, $"{worker}.{i}", cancel));
                    }
                }
            }, cancel)));
        }

        foreach (var (verdict, count) in verdicts.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"{verdict,-20} {count,6}");
        }

        Assert.True(faults.IsEmpty, $"{faults.Count} were not refused as they must be:\n{string.Join("\n\n", faults.DistinctBy(f => f.Split('\n')[0]).Take(20))}");
        Assert.Equal(process, node.Process.Id);
        Assert.False(node.Process.HasExited, "the node died");

        // What is stored is what the good requests said: this is the half that shows that the check can fail.
        good.Add(await PostGoodAsync(node.Url, "after", cancel));
        using var http = new HttpClient { BaseAddress = node.Url };
        var stored = new List<string>();
        var history = await http.GetFromJsonAsync<JsonElement>($"/api/rooms/{GoodRoom}/messages?after=0&limit=1000", cancel);
        stored.AddRange(history.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("id").GetString()!));
        Assert.Equal(good.Order(StringComparer.Ordinal), stored.Order(StringComparer.Ordinal));

        await using var client = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        var keys = client.GetServers().Single().Keys().Select(key => key.ToString()).ToArray();
        Assert.NotEmpty(keys);
        Assert.All(keys, key => Assert.True(key == "chat:rooms" || key.StartsWith($"chat:{{{GoodRoom}}}:", StringComparison.Ordinal), $"a bad request left {key} in Redis"));
        var rooms = await http.GetFromJsonAsync<JsonElement>("/api/rooms", cancel);
        Assert.Equal([GoodRoom], rooms.GetProperty("rooms").EnumerateArray().Select(r => r.GetProperty("room").GetString()));
    }

    private static async Task<string> PostGoodAsync(Uri node, string id, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = node };
        using var answer = await http.PostAsJsonAsync($"/api/rooms/{GoodRoom}/messages", new { id, author = "good", text = "good" }, cancel);
        Assert.Equal(201, (int)answer.StatusCode);
        return id;
    }

    private static string Shown(byte[] request) => Encoding.Latin1.GetString(request.AsSpan(0, Math.Min(request.Length, 300))).ReplaceLineEndings("⏎");

    /// <summary>One worker's connection, kept while the node keeps it.</summary>
    private sealed class Line(Uri node) : IDisposable
    {
        private RawHttp? _http;

        public async Task<(int Status, string? Fault)> JudgeAsync(BadRequest request, CancellationToken cancel)
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            deadline.CancelAfter(AnswerWithin);
            try
            {
                _http ??= await RawHttp.ConnectAsync(node, receiveBuffer: 0, deadline.Token);
                await _http.SendAsync(request.Bytes, deadline.Token);
                var head = await _http.ReadHeadAsync(deadline.Token);
                var body = await _http.ReadTextAsync(deadline.Token);
                return request.Refusals.Contains(head.Status) || head.Status == 503
                    ? (head.Status, Fault(head, body))
                    : (head.Status, $"gave {head.Status}, expected {string.Join(" or ", request.Refusals)}: {body}");
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                HangUp();
                return (0, request.EndsConnection ? null : $"no answer: {e.Message}");
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                HangUp();
                return (0, $"no answer in {AnswerWithin.TotalSeconds:N0} s");
            }
            finally
            {
                if (request.EndsConnection)
                {
                    HangUp();
                }
            }
        }

        public void Dispose() => HangUp();

        private string? Fault(ResponseHead head, string body)
        {
            if (head.Headers.GetValueOrDefault("Connection") == "close")
            {
                HangUp();
                if (body.Length == 0)
                {
                    return null; // refused below the application, as no HTTP at all
                }
            }
            if (head.Status == 503 && !head.Headers.ContainsKey("Retry-After"))
            {
                return "503 without Retry-After";
            }

            if (head.Headers.GetValueOrDefault("Content-Type", "") is var type && !type.StartsWith("application/problem+json", StringComparison.Ordinal))
            {
                return $"gave {head.Status} as '{type}', expected problem details: {body}";
            }

            using var problem = JsonDocument.Parse(body);
            return problem.RootElement.TryGetProperty("title", out _) && problem.RootElement.GetProperty("status").GetInt32() == head.Status
                ? null
                : $"gave {head.Status} with other problem details: {body}";
        }

        private void HangUp()
        {
            _http?.Dispose();
            _http = null;
        }
    }
}
