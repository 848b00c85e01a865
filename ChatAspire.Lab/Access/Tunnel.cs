using System.Diagnostics;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Access;

/// <summary>
/// Forwards a port of this machine's loopback interface to a port of a host's loopback interface, through an ssh process that
/// <see cref="Dispose"/> kills.
/// </summary>
internal sealed class Tunnel : IDisposable
{
    private static readonly TimeSpan OpenTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly Process _ssh;

    private Tunnel(int port, Process ssh) => (Port, _ssh) = (port, ssh);

    /// <summary>The port on this machine's loopback interface.</summary>
    public int Port { get; }

    /// <summary>Opens a tunnel, and waits until it accepts connections.</summary>
    /// <param name="port">The port on the host.</param>
    /// <param name="localPort">The port on this machine, which must be free.</param>
    /// <exception cref="UserErrorException">The tunnel did not open, or ssh could not be started.</exception>
    public static async Task<Tunnel> OpenAsync(
        LabDirectory directory, SshCommandRunner host, int port, int localPort, CancellationToken cancellation)
    {
        // `cat` exits at the end of its input, a pipe that closes when this process ends or is killed. So no tunnel is left.
        var ssh =
            OpenSsh.Start(directory, host, ["-o", "ExitOnForwardFailure=yes", "-L", $"127.0.0.1:{localPort}:127.0.0.1:{port}"], "cat");
        var tunnel = new Tunnel(localPort, ssh);
        var opened = false;
        try
        {
            await Poll.UntilAsync(
                async () => (opened = await TcpPort.AcceptsAsync("127.0.0.1", localPort, OpenTimeout, cancellation)) || ssh.HasExited,
                OpenTimeout,
                PollInterval,
                cancellation);
        }
        finally
        {
            if (!opened)
            {
                tunnel.Dispose();
            }
        }

        return opened ? tunnel : throw new UserErrorException(
            $"{host.Name}: the tunnel from port {localPort} of this machine did not open.", "The messages of ssh are above.");
    }

    /// <summary>Waits until ssh exits on its own, for example because the connection broke.</summary>
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
