using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>Readers that keep up, and the writers of their room. Measures the time from a POST to its delivery.</summary>
internal sealed class Audience : IAsyncDisposable
{
    private static readonly TimeSpan MeasuringPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, long> _postedAt = new();
    private readonly ConcurrentBag<double> _milliseconds = [];
    private readonly CancellationTokenSource _end = new();
    private readonly HttpClient _http;
    private readonly string _room;
    private readonly int _readers;
    private Task _reading = Task.CompletedTask;
    private long _delivered;
    private int _restarts;
    private long _written;

    private Audience(Uri node, string room, int readers)
    {
        _http = new HttpClient { BaseAddress = node };
        _room = room;
        _readers = readers;
    }

    public static async Task<Audience> OpenAsync(Uri node, string room, int readers, CancellationToken cancel)
    {
        var audience = new Audience(node, room, readers);
        var streams = await Task.WhenAll(Enumerable.Range(0, readers).Select(_ =>
            EventStream.OpenAsync(node, $"/api/rooms/{room}/events", lastEventId: null, receiveBuffer: 0, cancel)));
        audience._reading = Task.WhenAll(streams.Select(stream => Task.Run(() => audience.ReadAsync(stream), cancel)));
        return audience;
    }

    /// <summary>The events that made a reader start over or miss messages: <c>epoch</c> and <c>gap</c>.</summary>
    public int Restarts => _restarts;

    /// <summary>The id of the newest event.</summary>
    public string LastEventId { get; private set; } = "";

    /// <summary>Writes messages, and waits until every reader has received them all.</summary>
    public async Task WriteAsync(string id, int messages, int length, int parallel, TimeSpan pause, CancellationToken cancel)
    {
        var text = new string('x', length);
        await Task.WhenAll(Enumerable.Range(0, parallel).Select(writer => Task.Run(async () =>
        {
            for (var i = writer; i < messages; i += parallel)
            {
                _postedAt[$"{id}.{i}"] = Stopwatch.GetTimestamp();
                await PostAsync($"{id}.{i}", text, cancel);
                Interlocked.Increment(ref _written);
                await Task.Delay(pause, cancel);
            }
        }, cancel)));
        await Wait.UntilAsync(
            "every reader has received all messages",
            () => Interlocked.Read(ref _delivered) >= _readers * _written,
            DeliveryTimeout,
            () => $"{_delivered} of {_readers * _written} deliveries",
            failFast: () => Assert.False(
                _reading.IsFaulted, $"a reader that keeps up was disconnected: {_reading.Exception?.InnerException?.Message}"));
    }

    /// <summary>The 99th percentile of the milliseconds from a POST to its delivery.</summary>
    public async Task<double> MeasureP99Async(string id, int messages, CancellationToken cancel)
    {
        _milliseconds.Clear();
        await WriteAsync(id, messages, 100, parallel: 1, MeasuringPause, cancel);
        var sorted = _milliseconds.Order().ToArray();
        return sorted[sorted.Length * 99 / 100];
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading.ContinueWith(_ => { }, TaskScheduler.Default);
        _http.Dispose();
        _end.Dispose();
    }

    private async Task PostAsync(string id, string text, CancellationToken cancel)
    {
        while (true)
        {
            using var answer = await _http.PostAsJsonAsync($"/api/rooms/{_room}/messages", new { id, author = "a", text }, cancel);
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable) // Redis may time out on a busy machine
            {
                answer.EnsureSuccessStatusCode();
                return;
            }
        }
    }

    private async Task ReadAsync(EventStream stream)
    {
        using var _ = stream;
        await foreach (var e in stream.ReadAllAsync(_end.Token))
        {
            if (e.Type is "epoch" or "gap")
            {
                Interlocked.Increment(ref _restarts);
            }

            if (e.Type != "message")
            {
                continue;
            }

            LastEventId = e.Id!;

            var start = e.Data.IndexOf("\"id\":\"", StringComparison.Ordinal) + 6;
            var posted = _postedAt[e.Data[start..e.Data.IndexOf('"', start)]];
            _milliseconds.Add(Stopwatch.GetElapsedTime(posted).TotalMilliseconds);
            Interlocked.Increment(ref _delivered);
        }

        throw new IOException("the node ended the stream");
    }
}
