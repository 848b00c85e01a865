using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;

namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>
/// A writer that repeats a message under the same id until some node acknowledges it, and now and then once more
/// although it was acknowledged. It never has two messages under way, so its own order is known.
/// </summary>
internal sealed class ChatWriter(string name, IReadOnlyList<Uri> nodes, int home, int seed, Ledger ledger) : IDisposable
{
    private const int RepeatOneIn = 50;
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = new() { Timeout = AnswerTimeout };
    private readonly Random _random = new(seed);
    private readonly Dictionary<string, LogPosition> _lastPositions = [];
    private int _node = home;

    public int Retries { get; private set; }
    public int Repeats { get; private set; }
    public TimeSpan SlowestRefusal { get; private set; }

    /// <summary>Posts until it is acknowledged; null only when cancelled.</summary>
    public async Task WriteAsync(string room, string id, CancellationToken cancel)
    {
        var position = await PostUntilAcknowledgedAsync(room, id, cancel);
        if (_lastPositions.TryGetValue(room, out var before) && before.Epoch == position.Epoch && before.Seq >= position.Seq)
        {
            ledger.Fault($"{name}: {room} {id} was acknowledged as {position}, but the message before it as {before}");
        }

        _lastPositions[room] = position;
        ledger.Acknowledge(room, id, position);

        if (_random.Next(RepeatOneIn) == 0)
        {
            Repeats++;
            _node++;
            var again = await PostUntilAcknowledgedAsync(room, id, cancel);
            if (again.Epoch == position.Epoch && again != position)
            {
                ledger.Fault($"{name}: {room} {id} was acknowledged as {position} and, repeated, as {again}");
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<LogPosition> PostUntilAcknowledgedAsync(string room, string id, CancellationToken cancel)
    {
        while (true)
        {
            if (await PostAsync(room, id, cancel) is { } position)
            {
                return position;
            }

            Retries++;
            _node++;
            await Task.Delay(_random.Next(20, 150), cancel);
        }
    }

    private async Task<LogPosition?> PostAsync(string room, string id, CancellationToken cancel)
    {
        var asked = Stopwatch.StartNew();
        try
        {
            var uri = new Uri(nodes[_node % nodes.Count], $"/api/rooms/{room}/messages");
            using var answer = await _http.PostAsJsonAsync(uri, new { id, author = name, text = Ledger.TextOf(id) }, cancel);
            if (answer.StatusCode == HttpStatusCode.Created)
            {
                var told = await answer.Content.ReadFromJsonAsync<Acknowledgement>(cancel) ?? throw new InvalidDataException("201 without a body");
                if (told.Room != room || told.Id != id)
                {
                    ledger.Fault($"{name}: posted {room} {id}, acknowledged was {told}");
                }

                var position = new LogPosition(told.Epoch, told.Seq);
                ledger.Claim(room, position, id, name);
                return position;
            }
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable || answer.Headers.RetryAfter is null)
            {
                ledger.Fault($"{name}: {room} {id} got {(int)answer.StatusCode}, {await answer.Content.ReadAsStringAsync(cancel)}");
            }

            if (asked.Elapsed > SlowestRefusal)
            {
                SlowestRefusal = asked.Elapsed;
            }

            return null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            return null; // a killed node, or no answer in time: nobody knows whether it was stored, which is what the id is for
        }
    }

    private sealed record Acknowledgement(string Room, string Id, string Epoch, long Seq);
}
