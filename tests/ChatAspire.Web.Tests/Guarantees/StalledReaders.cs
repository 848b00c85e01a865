using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>Connections that request a room's events and never read them: half with the history, half with new messages only.</summary>
internal sealed class StalledReaders(Uri node) : IDisposable
{
    private const int MinReceiveBuffer = 2048;
    private const string NamePrefix = "stalled-";

    private readonly List<RawHttp> _connections = [];

    public static async Task<StalledReaders> OpenAsync(Uri node, string room, int count, CancellationToken cancel)
    {
        var readers = new StalledReaders(node);
        for (var i = 0; i < count; i++)
        {
            var http = await RawHttp.ConnectAsync(node, MinReceiveBuffer, cancel);
            readers._connections.Add(http);
            var path = $"/api/rooms/{room}/events?name={NamePrefix}{i}{(i % 2 == 0 ? "&tail=1" : "")}";
            await http.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"), cancel);
        }

        return readers;
    }

    /// <summary>
    /// Waits until none of them is in a room any more, and returns the number still there at the deadline. The node is asked,
    /// because reading a connection would empty its buffers.
    /// </summary>
    public async Task<int> RemainingAfterAsync(TimeSpan timeout, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = node };
        var remaining = _connections.Count;
        try
        {
            await Wait.UntilAsync(
                "no stalled reader remains",
                async () =>
                {
                    var rooms = await http.GetFromJsonAsync<JsonElement>("/api/rooms", cancel);
                    remaining = rooms.GetProperty("rooms").EnumerateArray()
                        .SelectMany(room => room.GetProperty("here").EnumerateArray())
                        .Count(here => here.GetProperty("name").GetString()!.StartsWith(NamePrefix, StringComparison.Ordinal));
                    return remaining == 0;
                },
                timeout);
        }
        catch (TimeoutException)
        {
            // The caller asserts on the number that remains, after it has written its figures.
        }

        return remaining;
    }

    public void Dispose() => _connections.ForEach(connection => connection.Dispose());
}
