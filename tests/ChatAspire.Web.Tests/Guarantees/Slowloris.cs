using System.Net.Sockets;
using System.Text;

namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>Connections that start a request and then send one byte per second: half of them in the head, half in the body.</summary>
internal sealed class Slowloris : IAsyncDisposable
{
    private static readonly TimeSpan ByteInterval = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _end = new();
    private readonly List<RawHttp> _connections = [];
    private Task _sending = Task.CompletedTask;

    public static async Task<Slowloris> StartAsync(Uri node, int connections, CancellationToken cancel)
    {
        const string Path = $"/api/rooms/{BadRequests.RoomPrefix}slow/messages";
        var slowloris = new Slowloris();
        for (var i = 0; i < connections; i++)
        {
            var http = await RawHttp.ConnectAsync(node, receiveBuffer: 0, cancel);
            slowloris._connections.Add(http);
            var start = i % 2 == 0 ? "X-Slow: " : "Content-Type: application/json\r\nContent-Length: 4000\r\n\r\n{\"id\":\"";
            await http.SendAsync(Encoding.ASCII.GetBytes($"POST {Path} HTTP/1.1\r\nHost: x\r\n{start}"), cancel);
        }

        slowloris._sending = Task.WhenAll(slowloris._connections.Select(slowloris.SendSlowlyAsync));
        return slowloris;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _sending;
        foreach (var http in _connections)
        {
            http.Dispose();
        }

        _end.Dispose();
    }

    private async Task SendSlowlyAsync(RawHttp http)
    {
        try
        {
            using var timer = new PeriodicTimer(ByteInterval);
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                await http.SendAsync("x"u8.ToArray(), _end.Token);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The node closed the connection, or the test is over.
        }
    }
}
