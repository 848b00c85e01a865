using System.Diagnostics;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Access;

/// <summary>Starts this machine's <c>ssh</c> client and connects it to a host of the lab.</summary>
/// <remarks>
/// SSH.NET is not used here, because <c>ssh</c> handles terminals, and because through a tunnel of SSH.NET 2026.0.0, some requests of a
/// browser with many concurrent connections never got a response.
/// </remarks>
internal static class OpenSsh
{
    /// <summary>Opens a shell on a host in this terminal, and waits until it ends.</summary>
    /// <returns>The exit code of ssh.</returns>
    /// <exception cref="UserErrorException">There is no ssh on the PATH, or the host's key cannot be written.</exception>
    public static async Task<int> OpenShellAsync(LabDirectory directory, SshCommandRunner host, CancellationToken cancellation)
    {
        using var ssh = Start(directory, host, []);
        try
        {
            await ssh.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            // SIGTERM, not SIGKILL, so that ssh can restore the terminal's settings.
            using var end = Process.Start("kill", $"{ssh.Id}");
            await ssh.WaitForExitAsync(CancellationToken.None);
            throw;
        }

        return ssh.ExitCode;
    }

    /// <summary>Starts ssh without waiting for the connection.</summary>
    /// <param name="options">Options of ssh in addition to those of <see cref="Arguments"/>.</param>
    /// <param name="command">The remote command; its standard input is a pipe from this process. Null for a shell in this terminal.</param>
    /// <exception cref="UserErrorException">There is no ssh on the PATH, or the host's key cannot be written.</exception>
    public static Process Start(LabDirectory directory, SshCommandRunner host, IReadOnlyList<string> options, string? command = null)
    {
        var arguments = Arguments(directory, host, options, command);
        try
        {
            return Process.Start(new ProcessStartInfo("ssh", arguments) { RedirectStandardInput = command is not null })!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new UserErrorException(
                $"Cannot start ssh: {e.Message}",
                $"Install the OpenSSH client. Single commands work without it: chatlab ssh {host.Name} -- COMMAND",
                e);
        }
    }

    /// <summary>
    /// Builds the arguments of ssh, which log in with the lab's key and accept only the known keys of the host. Writes the host's keys to
    /// <c>known_hosts.HOST</c> in the lab's directory.
    /// </summary>
    /// <param name="options">Options of ssh in addition to the ones set here.</param>
    /// <param name="command">The remote command; null for a shell.</param>
    /// <exception cref="UserErrorException">The host's key cannot be written to the lab's directory.</exception>
    public static IReadOnlyList<string> Arguments(
        LabDirectory directory, SshCommandRunner host, IReadOnlyList<string> options, string? command)
    {
        var (address, user, key, _) = host.Endpoint;
        // Lines as in known_hosts(5): "[127.0.0.1]:32768 ssh-ed25519 AAAA…". ssh accepts no other key.
        var known = $"known_hosts.{host.Name}";
        directory.Write(known, string.Concat(host.Endpoint.HostKeys.Select(hostKey =>
            $"[{address.Address}]:{address.Port} {hostKey}\n{address.Address} {hostKey}\n")));
        return
        [
            // Ignores the user's ssh_config: with ControlPersist, the shared connection and its tunnel would outlive this process.
            "-F", "/dev/null", "-p", $"{address.Port}",
            "-o", $"IdentityFile={Quote(key)}", "-o", $"UserKnownHostsFile={Quote(directory.File(known))}",
            "-o", "StrictHostKeyChecking=yes", "-o", "IdentitiesOnly=yes",
            // In seconds. After three unanswered intervals (ServerAliveCountMax), ssh considers the connection broken and exits.
            "-o", "ServerAliveInterval=10",
            .. options,
            $"{user}@{address.Address}", .. command is null ? Array.Empty<string>() : [command],
        ];
    }

    /// <summary>Quotes a file name for ssh_config(5), where a blank ends a value and a percent sign begins a token.</summary>
    private static string Quote(string file) => $"\"{file.Replace("%", "%%", StringComparison.Ordinal)}\"";
}
