using System.Net;
using System.Net.Sockets;
using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Tests.Execution;

public sealed class TcpPortTests : IDisposable
{
    private readonly TcpListener _listener = ListenBelowEphemeralPorts();
    private readonly int _port;

    public TcpPortTests() => _port = ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Accepts_while_a_program_listens()
    {
        Assert.True(await AcceptsAsync());

        _listener.Stop();

        Assert.False(await AcceptsAsync());
    }

    [Fact]
    public void A_port_is_free_unless_a_program_listens_on_it()
    {
        Assert.False(TcpPort.IsFree(_port));
        Assert.NotEqual(_port, TcpPort.FindFree(_port));

        _listener.Stop();

        Assert.True(TcpPort.IsFree(_port));
        Assert.Equal(_port, TcpPort.FindFree(_port));
    }

    [Fact]
    public void A_port_that_another_program_is_looking_at_is_free()
    {
        _listener.Stop();
        using var looking = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        looking.Bind(new IPEndPoint(IPAddress.Loopback, _port));

        Assert.True(TcpPort.IsFree(_port));
    }

    /// <summary>Listens on a port that the kernel gives to nobody else after the listener has stopped.</summary>
    private static TcpListener ListenBelowEphemeralPorts()
    {
        for (var attempt = 0; ; attempt++)
        {
            var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(20_000, 32_000));
            try
            {
                listener.Start();
                return listener;
            }
            catch (SocketException) when (attempt < 100)
            {
                listener.Dispose(); // in use
            }
        }
    }

    private Task<bool> AcceptsAsync() =>
        TcpPort.AcceptsAsync("127.0.0.1", _port, TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
}
