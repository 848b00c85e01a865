using System.Net.Sockets;
using System.Text;

namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>Connections that begin a request and then send a byte a second: half of them in the head, half in the body.</summary>
internal sealed class Slowloris : IAsyncDisposable
{
    private static readonly TimeSpan PerByte = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _end = new();
    private readonly List<RawHttp> _connections = [];
    private Task _dripping = Task.CompletedTask;

    public static async Task<Slowloris> StartAsync(Uri node, int connections, CancellationToken cancel)
    {
        var slowloris = new Slowloris();
        for (var i = 0; i < connections; i++)
        {
            var http = await RawHttp.ConnectAsync(node, receiveBuffer: 0, cancel);
            slowloris._connections.Add(http);
            var rest = i % 2 == 0 ? "X-Slow: " : "Content-Type: application/json\r\nContent-Length: 4000\r\n\r\n{\"id\":\"";
            await http.SendAsync(Encoding.ASCII.GetBytes($"POST /api/rooms/{BadRequests.RoomPrefix}slow/messages HTTP/1.1\r\nHost: x\r\n{rest}"), cancel);
        }
        slowloris._dripping = Task.WhenAll(slowloris._connections.Select(slowloris.DripAsync));
        return slowloris;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _dripping;
        foreach (var http in _connections)
        {
            http.Dispose();
        }

        _end.Dispose();
    }

    private async Task DripAsync(RawHttp http)
    {
        try
        {
            using var timer = new PeriodicTimer(PerByte);
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                await http.SendAsync("x"u8.ToArray(), _end.Token);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The node had enough of it, or the test is over.
        }
    }
}
