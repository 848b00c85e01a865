using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using ChatAspire.Testing;

namespace ChatAspire.WalkBench;

/// <summary>A message: when it was sent, and how long it took to a reader on the other node.</summary>
internal readonly record struct Delivery(DateTime Sent, double Milliseconds);

/// <summary>Posts to both nodes through their published ports; each node's messages are read from the other.</summary>
internal sealed class Load : IAsyncDisposable
{
    private const string Room = "bench";

    private readonly HttpClient _http = new(new SocketsHttpHandler { ActivityHeadersPropagator = null, UseProxy = false });
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<string, (DateTime Sent, long Clock)> _sent = [];
    private readonly ConcurrentBag<Delivery> _delivered = [];
    private readonly List<Task> _running = [];

    private Load()
    {
    }

    /// <summary>Messages that no reader has seen yet.</summary>
    public int Missing => _sent.Count;

    public IReadOnlyCollection<Delivery> Delivered => _delivered;

    public static async Task<Load> StartAsync(IReadOnlyList<Uri> nodes, int rate)
    {
        var load = new Load();
        foreach (var (index, node) in nodes.Index())
        {
            var name = $"writer-{index}";
            var reader = new SseClient(load._http, new Uri(nodes[1 - index], $"/api/rooms/{Room}/events?tail=0"));
            await reader.UntilAsync("hello");
            load._running.Add(load.ReadAsync(reader, name));
            load._running.Add(Task.Run(() => load.WriteAsync(node, name, (double)rate / nodes.Count)));
        }

        return load;
    }

    /// <summary>Ends the writing, and waits for what is under way.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        await _end.CancelAsync();
        var limit = Stopwatch.StartNew();
        while (Missing > 0 && limit.Elapsed < patience)
        {
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _http.Dispose();
        foreach (var task in _running)
        {
            await task.ContinueWith(_ => { }, TaskScheduler.Default); // its stream was closed under it
        }

        _end.Dispose();
    }

    private async Task WriteAsync(Uri node, string author, double rate)
    {
        var started = Stopwatch.StartNew();
        var posts = new List<Task>();
        var number = 0;
        for (var at = Next(); !_end.IsCancellationRequested; at += Next())
        {
            // A timer is exact to about a millisecond; what is late is sent at once, so the rate is kept.
            if (at - started.Elapsed is { Ticks: > 0 } wait)
            {
                await Task.Delay(wait);
            }

            posts.Add(PostAsync(node, author, $"{author}-{number++}-{Guid.NewGuid():N}"));
        }

        await Task.WhenAll(posts);

        TimeSpan Next() => TimeSpan.FromSeconds(-Math.Log(1 - Random.Shared.NextDouble()) / rate);
    }

    private async Task PostAsync(Uri node, string author, string id)
    {
        _sent[id] = (DateTime.UtcNow, Stopwatch.GetTimestamp());
        using var answer = await _http.PostAsJsonAsync(new Uri(node, $"/api/rooms/{Room}/messages"), new { id, author, text = "How are you over there? It rains here since this morning." });
        answer.EnsureSuccessStatusCode();
    }

    private async Task ReadAsync(SseClient reader, string author)
    {
        using (reader)
        {
            while (await reader.ReadAsync() is { } item)
            {
                var now = Stopwatch.GetTimestamp();
                if (item.Name == "message" && item.Json is var message && message.GetProperty("author").GetString() == author && _sent.TryRemove(message.GetProperty("id").GetString()!, out var sent))
                {
                    _delivered.Add(new Delivery(sent.Sent, Stopwatch.GetElapsedTime(sent.Clock, now).TotalMilliseconds));
                }
            }
        }
    }
}
