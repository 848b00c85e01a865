using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;

namespace ChatAspire.Provisioner.Commands;

/// <summary>
/// This machine's own <c>ssh</c>, for what it does better than we: it knows terminals, and its tunnels carry a browser's
/// many connections at once (through SSH.NET 2026.0.0's, some of those requests never came back).
/// </summary>
internal static class OpenSsh
{
    private static readonly TimeSpan TunnelLimit = TimeSpan.FromSeconds(10);

    /// <summary>A terminal on a host.</summary>
    public static async Task<int> OpenAsync(LabDirectory directory, SshHost host, CancellationToken cancellation)
    {
        using var ssh = Start(directory, host, []);
        try
        {
            await ssh.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            // It is asked to, so that it gives the terminal back as it was.
            using var end = Process.Start("kill", $"{ssh.Id}");
            await ssh.WaitForExitAsync(CancellationToken.None);
            throw;
        }

        return ssh.ExitCode;
    }

    /// <summary>A port of the host's loopback on this machine's, while the process runs.</summary>
    /// <exception cref="UserErrorException">It does not come to be.</exception>
    public static async Task<Tunnel> TunnelAsync(LabDirectory directory, SshHost host, int port, int localPort, CancellationToken cancellation)
    {
        // `cat` ends with its input, and that with us, however we end: no tunnel is left behind.
        var ssh = Start(directory, host, ["-o", "ExitOnForwardFailure=yes", "-L", $"127.0.0.1:{localPort}:127.0.0.1:{port}"], "cat");
        var tunnel = new Tunnel(localPort, ssh);
        var started = Stopwatch.GetTimestamp();
        while (!await AnswersAsync(localPort, cancellation))
        {
            if (ssh.HasExited || Stopwatch.GetElapsedTime(started) > TunnelLimit)
            {
                tunnel.Dispose();
                throw new UserErrorException($"{host.Name}: no tunnel from port {localPort} of this machine.", "What ssh says stands above.");
            }

            await Task.Delay(50, cancellation);
        }

        return tunnel;
    }

    private static async Task<bool> AnswersAsync(int port, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>A file's name, as ssh_config(5) has it: a blank ends it, and a percent sign begins a token.</summary>
    private static string Quote(string file) => $"\"{file.Replace("%", "%%", StringComparison.Ordinal)}\"";

    private static Process Start(LabDirectory directory, SshHost host, IReadOnlyList<string> options, string? command = null)
    {
        var (address, user, key, hostKey) = host.Endpoint;
        // known_hosts(5): "[127.0.0.1]:32768 ssh-ed25519 AAAA…", and no other key is accepted.
        var known = $"known_hosts.{host.Name}";
        directory.Write(known, $"[{address.Address}]:{address.Port} {hostKey}\n{address.Address} {hostKey}\n");
        string[] arguments =
        [
            // Not the user's own settings: a shared connection, say, would outlive us, and the tunnel with it.
            "-F", "/dev/null", "-p", $"{address.Port}",
            "-o", $"IdentityFile={Quote(key)}", "-o", $"UserKnownHostsFile={Quote(directory.File(known))}", "-o", "StrictHostKeyChecking=yes", "-o", "IdentitiesOnly=yes",
            // A host that is gone without a word is missed after three of them.
            "-o", "ServerAliveInterval=10",
            .. options,
            $"{user}@{address.Address}", .. command is null ? Array.Empty<string>() : [command],
        ];
        try
        {
            return Process.Start(new ProcessStartInfo("ssh", arguments) { RedirectStandardInput = command is not null })!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new UserErrorException($"ssh cannot be started: {e.Message}", $"Install OpenSSH's client, or run one command: chatlab ssh {host.Name} -- COMMAND", e);
        }
    }
}

/// <summary>A tunnel that stands while its ssh runs, at most until it is disposed.</summary>
internal sealed class Tunnel(int port, Process ssh) : IDisposable
{
    /// <summary>On this machine's loopback.</summary>
    public int Port => port;

    /// <returns>The exit code of ssh, which it ended with by itself.</returns>
    public async Task<int> EndAsync(CancellationToken cancellation)
    {
        await ssh.WaitForExitAsync(cancellation);
        return ssh.ExitCode;
    }

    public void Dispose()
    {
        ssh.Kill();
        ssh.Dispose();
    }
}
