using System.Net;
using System.Net.Sockets;
using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Tests.Execution;

public sealed class TcpPortTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _port;

    public TcpPortTests()
    {
        _listener.Start();
        _port = ((IPEndPoint)_listener.LocalEndpoint).Port;
    }

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

    private Task<bool> AcceptsAsync() =>
        TcpPort.AcceptsAsync("127.0.0.1", _port, TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
}
