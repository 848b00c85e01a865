using System.Diagnostics;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Access;

/// <summary>Forwards a port of this machine's loopback to one of a host's loopback, while its ssh runs and until disposed.</summary>
internal sealed class Tunnel : IDisposable
{
    private static readonly TimeSpan OpenTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly Process _ssh;

    private Tunnel(int port, Process ssh) => (Port, _ssh) = (port, ssh);

    /// <summary>The port on this machine's loopback.</summary>
    public int Port { get; }

    /// <summary>Opens a tunnel, and waits until it accepts connections.</summary>
    /// <exception cref="UserErrorException">It does not open.</exception>
    public static async Task<Tunnel> OpenAsync(
        LabDirectory directory, SshCommandRunner host, int port, int localPort, CancellationToken cancellation)
    {
        // `cat` ends with its input, which ends with this process, even if that is killed: no tunnel is left behind.
        var ssh =
            OpenSsh.Start(directory, host, ["-o", "ExitOnForwardFailure=yes", "-L", $"127.0.0.1:{localPort}:127.0.0.1:{port}"], "cat");
        var tunnel = new Tunnel(localPort, ssh);
        var opened = false;
        await Poll.UntilAsync(
            async () => (opened = await TcpPort.AcceptsAsync("127.0.0.1", localPort, OpenTimeout, cancellation)) || ssh.HasExited,
            OpenTimeout,
            PollInterval,
            cancellation);
        if (!opened)
        {
            tunnel.Dispose();
            throw new UserErrorException(
                $"{host.Name}: the tunnel from port {localPort} of this machine did not open.", "The messages of ssh are above.");
        }

        return tunnel;
    }

    /// <summary>Waits until ssh exits by itself.</summary>
    /// <returns>The exit code of ssh.</returns>
    public async Task<int> WaitForExitAsync(CancellationToken cancellation)
    {
        await _ssh.WaitForExitAsync(cancellation);
        return _ssh.ExitCode;
    }

    public void Dispose()
    {
        _ssh.Kill();
        _ssh.Dispose();
    }
}
