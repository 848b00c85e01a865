using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ChatAspire.Web.Tests.Redis;

/// <summary>
/// An address that leads to one server and later to another, like the name of a managed Redis: open connections stay where they
/// are, new ones reach the current target.
/// </summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly ConcurrentDictionary<TcpClient, bool> _open = [];
    private readonly Task _accepting;
    private volatile int _target;

    public Relay(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Address => _listener.LocalEndpoint.ToString()!;

    /// <summary>The time by which each piece of data arrives later.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Closes the open connections.</summary>
    public void Cut()
    {
        foreach (var client in _open.Keys)
        {
            client.Dispose();
        }
    }

    /// <summary>Leads new connections to another port.</summary>
    public void SwitchTo(int target) => _target = target;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await Task.WhenAll([_accepting, .. _connections]).ContinueWith(_ => { }, TaskScheduler.Default);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_end.Token);
            _connections.Add(ForwardAsync(client, _target));
        }
    }

    private async Task ForwardAsync(TcpClient client, int target)
    {
        _open[client] = true;
        try
        {
            using var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, target, _end.Token);
            await Task.WhenAny(
                CopyAsync(client.GetStream(), server.GetStream()), CopyAsync(server.GetStream(), client.GetStream()));
        }
        finally
        {
            _open.TryRemove(client, out _);
            client.Dispose();
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer, _end.Token) is > 0 and var count)
        {
            await Task.Delay(Delay, _end.Token);
            await to.WriteAsync(buffer.AsMemory(0, count), _end.Token);
        }
    }
}
