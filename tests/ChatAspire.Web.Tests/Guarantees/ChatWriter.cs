using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;

namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>
/// A writer that retries a message under the same id until a node acknowledges it, and sometimes repeats an acknowledged one.
/// It has at most one message in flight, so the order of its own messages is known.
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

    /// <summary>Posts a message until it is acknowledged.</summary>
    public async Task WriteAsync(string room, string id, CancellationToken cancel)
    {
        var position = await PostUntilAcknowledgedAsync(room, id, cancel);
        if (_lastPositions.TryGetValue(room, out var before) && before.Epoch == position.Epoch && before.Seq >= position.Seq)
        {
            ledger.Fault($"{name}: {room} {id} was acknowledged as {position}, but the previous message as {before}");
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
        var clock = Stopwatch.StartNew();
        try
        {
            var uri = new Uri(nodes[_node % nodes.Count], $"/api/rooms/{room}/messages");
            using var answer = await _http.PostAsJsonAsync(uri, new { id, author = name, text = Ledger.TextOf(id) }, cancel);
            if (answer.StatusCode == HttpStatusCode.Created)
            {
                return await ReadPositionAsync(answer, room, id, cancel);
            }

            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable || answer.Headers.RetryAfter is null)
            {
                var body = await answer.Content.ReadAsStringAsync(cancel);
                ledger.Fault($"{name}: {room} {id} returned {(int)answer.StatusCode}, {body}");
            }

            if (clock.Elapsed > SlowestRefusal)
            {
                SlowestRefusal = clock.Elapsed;
            }

            return null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            return null; // a killed node, or no answer in time: the message may be stored, so the retry has the same id
        }
    }

    private async Task<LogPosition> ReadPositionAsync(HttpResponseMessage answer, string room, string id, CancellationToken cancel)
    {
        var receipt = await answer.Content.ReadFromJsonAsync<Acknowledgement>(cancel)
            ?? throw new InvalidDataException("201 without a body");
        if (receipt.Room != room || receipt.Id != id)
        {
            ledger.Fault($"{name}: posted {room} {id}, but {receipt} was acknowledged");
        }

        var position = new LogPosition(receipt.Epoch, receipt.Seq);
        ledger.Claim(room, position, id, name);
        return position;
    }

    private sealed record Acknowledgement(string Room, string Id, string Epoch, long Seq);
}
