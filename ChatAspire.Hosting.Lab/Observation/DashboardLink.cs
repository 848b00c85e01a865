using ChatAspire.Lab.Access;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;

namespace ChatAspire.Hosting.Lab.Observation;

/// <summary>An SSH tunnel to the lab's own dashboard, whose host publishes the page on loopback only.</summary>
internal sealed class DashboardLink(LabResource lab, LabLogs logs) : IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(30);

    private Tunnel? _tunnel;
    private Task _open = Task.CompletedTask;
    private DateTimeOffset _retry;

    /// <summary>The URL of the dashboard's page on this machine; null while no tunnel is open.</summary>
    public Uri? Url => _tunnel is { } tunnel && !_open.IsCompleted ? new($"http://localhost:{tunnel.Port}") : null;

    /// <summary>Returns the URL of a trace by its id; null while no tunnel is open.</summary>
    public Uri? TraceUrl(string trace) => Url is { } page ? new(page, $"/traces/detail/{trace}") : null;

    /// <summary>Opens the tunnel unless it is open, or the last attempt failed less than 30 s ago. Errors go to the lab's log.</summary>
    public async Task EnsureAsync(ConnectedLab connected, CancellationToken cancellation)
    {
        if (!_open.IsCompleted || DateTimeOffset.UtcNow < _retry)
        {
            return;
        }

        try
        {
            _tunnel?.Dispose();
            _tunnel = await Tunnel.OpenAsync(
                lab.Session.Directory, connected.DashboardHost.Host, DashboardSpec.PagePort,
                TcpPort.FindFree(DashboardSpec.PagePort), cancellation);
            _open = _tunnel.WaitForExitAsync(cancellation);
        }
        catch (UserErrorException e)
        {
            _tunnel = null;
            _retry = DateTimeOffset.UtcNow + RetryDelay;
            logs.WriteError(ErrorText.Of(e));
        }
    }

    public void Dispose() => _tunnel?.Dispose();
}
