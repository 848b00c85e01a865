using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>Readers that open a stream and never read a byte of it, against readers that keep up.</summary>
[Collection(nameof(Guarantees)), Trait("tier", "guarantee")]
public sealed class StalledReaderTests(ITestOutputHelper output)
{
    private const string Room = "stalled";
    private const int Readers = 20;
    private const int Stalled = 50;
    private const int MessagesPerRound = 400;
    private const int BurstMessages = 1_000;
    private const int FloodMessages = 10_000;
    private const int Long = 3_900; // characters
    private const int StallSeconds = 10;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(5);

    [Fact]
    public async Task Readers_who_never_read_cost_the_others_no_time()
    {
        const int LeastRounds = 5;
        const int MostRounds = 15;
        const double Allowed = 1.2;
        const double Resolution = 0.5; // ms: rounds of the same kind differ by more than this on an idle machine
        var cancel = TestContext.Current.CancellationToken;
        await using var redis = new RedisServer { IsPersistent = false };
        await redis.StartAsync();
        await using var node = new ChatNode("chat-a", redis.ConnectionString);
        await node.StartAsync();
        await using var audience = await Audience.OpenAsync(node.Url, cancel);
        await audience.WriteAsync("warm", 2 * BurstMessages, 100, parallel: 4, TimeSpan.Zero, cancel);

        // The machine's own noise is larger than what is to be found, so both kinds of round alternate, their medians are
        // compared, and while the comparison fails more rounds may show that it was noise. A reader that does hold the
        // others makes every one of its rounds slow, and no number of rounds mends that median.
        var without = new List<double>();
        var with = new List<double>();
        while (with.Count < LeastRounds || (Costs() && with.Count < MostRounds))
        {
            without.Add(await RoundAsync(stalled: 0));
            with.Add(await RoundAsync(Stalled));
        }

        output.WriteLine($"  p99 in ms without stalled readers: {Shown(without)}");
        output.WriteLine($"  p99 in ms with {Stalled} of them:       {Shown(with)}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  medians {Median(without):N2} and {Median(with):N2}, ratio {Median(with) / Median(without):N2}"));
        Assert.False(Costs(), $"p99 {Median(without)} ms without stalled readers, {Median(with)} ms with them");

        bool Costs() => Median(with) > (Allowed * Median(without)) + Resolution;

        async Task<double> RoundAsync(int stalled)
        {
            var round = $"{without.Count}.{with.Count}";
            using var deaf = await DeafReaders.OpenAsync(node.Url, stalled, cancel);
            await audience.WriteAsync($"burst.{round}", BurstMessages, Long, parallel: 8, TimeSpan.Zero, cancel); // fills every buffer
            return await audience.P99OfAsync($"round.{round}", MessagesPerRound, cancel);
        }
    }

    [Fact]
    public async Task Readers_who_never_read_cost_a_bounded_memory_and_are_dropped()
    {
        const long MegaByte = 1 << 20;
        const long HeapLimit = 128 * MegaByte; // the collector's own: a node that needs more ends with an OutOfMemoryException
        const long RuntimeBytes = 96 * MegaByte; // code and stacks, outside the heap
        const long Flood = (long)FloodMessages * Long;
        Assert.True(Stalled * Flood > 5 * (HeapLimit + RuntimeBytes), "the flood has to be larger than the memory, or nothing is proved");

        var cancel = TestContext.Current.CancellationToken;
        await using var redis = new RedisServer { IsPersistent = false };
        await redis.StartAsync();
        await using var node = new ChatNode("chat-a", redis.ConnectionString, ("DOTNET_GCHeapHardLimit", HeapLimit.ToString("x", CultureInfo.InvariantCulture)));
        await node.StartAsync();
        await using var audience = await Audience.OpenAsync(node.Url, cancel);
        await audience.WriteAsync("flood.warm", FloodMessages, Long, parallel: 16, TimeSpan.Zero, cancel);
        var before = node.Process.ResidentBytes;

        using var deaf = await DeafReaders.OpenAsync(node.Url, Stalled, cancel);
        await audience.WriteAsync("flood", FloodMessages, Long, parallel: 16, TimeSpan.Zero, cancel);
        var after = node.Process.ResidentBytes;
        var dropped = await deaf.DroppedWithinAsync(TimeSpan.FromSeconds(StallSeconds + 5), cancel);

        output.WriteLine($"  {Flood / MegaByte} MiB to each of {Stalled} stalled readers: resident {before / MegaByte} MiB before, {after / MegaByte} MiB after, allowed {(HeapLimit + RuntimeBytes) / MegaByte}; {dropped} of them dropped");
        Assert.False(node.Process.HasExited, "the node died");
        Assert.True(after <= HeapLimit + RuntimeBytes, $"resident {after} bytes");
        Assert.Equal(Stalled, dropped);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Shown(List<double> values) => string.Join(' ', values.Select(v => v.ToString("N1", CultureInfo.InvariantCulture)));

    /// <summary>Readers that keep up, and the writers they listen to.</summary>
    private sealed class Audience : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<string, long> _postedAt = new();
        private readonly ConcurrentBag<double> _milliseconds = [];
        private readonly CancellationTokenSource _end = new();
        private readonly HttpClient _http;
        private Task _reading = Task.CompletedTask;
        private long _delivered;
        private long _written;

        private Audience(Uri node) => _http = new HttpClient { BaseAddress = node };

        public static async Task<Audience> OpenAsync(Uri node, CancellationToken cancel)
        {
            var audience = new Audience(node);
            var streams = await Task.WhenAll(Enumerable.Range(0, Readers).Select(_ =>
                EventStream.OpenAsync(node, $"/api/rooms/{Room}/events", lastEventId: null, receiveBuffer: 0, cancel)));
            audience._reading = Task.WhenAll(streams.Select(stream => Task.Run(() => audience.ReadAsync(stream), cancel)));
            return audience;
        }

        /// <summary>Writes so many messages, and waits until every reader has them all.</summary>
        public async Task WriteAsync(string id, int messages, int length, int parallel, TimeSpan between, CancellationToken cancel)
        {
            var text = new string('x', length);
            await Task.WhenAll(Enumerable.Range(0, parallel).Select(writer => Task.Run(async () =>
            {
                for (var i = writer; i < messages; i += parallel)
                {
                    _postedAt[$"{id}.{i}"] = Stopwatch.GetTimestamp();
                    await PostAsync($"{id}.{i}", text, cancel);
                    Interlocked.Increment(ref _written);
                    await Task.Delay(between, cancel);
                }
            }, cancel)));
            for (var waited = Stopwatch.StartNew(); Interlocked.Read(ref _delivered) < Readers * _written; await Task.Delay(5, cancel))
            {
                Assert.False(_reading.IsFaulted, $"a reader that keeps up was dropped: {_reading.Exception?.InnerException?.Message}");
                Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30), $"{_delivered} of {Readers * _written} deliveries after 30 s");
            }
        }

        /// <summary>Milliseconds from the POST until a reader has the message, of 99 in 100.</summary>
        public async Task<double> P99OfAsync(string id, int messages, CancellationToken cancel)
        {
            _milliseconds.Clear();
            await WriteAsync(id, messages, 100, parallel: 1, Between, cancel);
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
                using var answer = await _http.PostAsJsonAsync($"/api/rooms/{Room}/messages", new { id, author = "a", text }, cancel);
                if (answer.StatusCode != HttpStatusCode.ServiceUnavailable) // a busy machine may keep Redis waiting
                {
                    answer.EnsureSuccessStatusCode();
                    return;
                }
            }
        }

        private async Task ReadAsync(EventStream stream)
        {
            using var _ = stream;
            while (await stream.ReadAsync(_end.Token) is { } e)
            {
                if (e.Type != "message")
                {
                    continue;
                }

                var start = e.Data.IndexOf("\"id\":\"", StringComparison.Ordinal) + 6;
                var posted = _postedAt[e.Data[start..e.Data.IndexOf('"', start)]];
                _milliseconds.Add(Stopwatch.GetElapsedTime(posted).TotalMilliseconds);
                Interlocked.Increment(ref _delivered);
            }
            throw new IOException("the node ended the stream");
        }
    }

    /// <summary>Connections that ask for the room's events and never read: half want the history too, half only what comes.</summary>
    private sealed class DeafReaders(Uri node) : IDisposable
    {
        private const int SmallestBuffer = 2048;
        private const string Name = "deaf-";
        private readonly List<RawHttp> _connections = [];

        public static async Task<DeafReaders> OpenAsync(Uri node, int count, CancellationToken cancel)
        {
            var deaf = new DeafReaders(node);
            for (var i = 0; i < count; i++)
            {
                var http = await RawHttp.ConnectAsync(node, SmallestBuffer, cancel);
                deaf._connections.Add(http);
                var tail = i % 2 == 0 ? "&tail=1" : "";
                await http.SendAsync(Encoding.ASCII.GetBytes($"GET /api/rooms/{Room}/events?name={Name}{i}{tail} HTTP/1.1\r\nHost: x\r\n\r\n"), cancel);
            }
            return deaf;
        }

        /// <summary>How many of them are no longer in the room. That is asked of the node: to read them would make room.</summary>
        public async Task<int> DroppedWithinAsync(TimeSpan deadline, CancellationToken cancel)
        {
            using var http = new HttpClient { BaseAddress = node };
            var here = _connections.Count;
            for (var waited = Stopwatch.StartNew(); waited.Elapsed < deadline && here > 0; await Task.Delay(100, cancel))
            {
                var rooms = await http.GetFromJsonAsync<JsonElement>("/api/rooms", cancel);
                here = rooms.GetProperty("rooms").EnumerateArray().SelectMany(r => r.GetProperty("here").EnumerateArray())
                    .Count(h => h.GetProperty("name").GetString()!.StartsWith(Name, StringComparison.Ordinal));
            }
            return _connections.Count - here;
        }

        public void Dispose() => _connections.ForEach(c => c.Dispose());
    }
}
