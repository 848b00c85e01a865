using System.Diagnostics;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Access;

/// <summary>Starts this machine's <c>ssh</c> towards a host of the lab.</summary>
/// <remarks>
/// It handles terminals, and its tunnels carry a browser's many connections at once: through those of SSH.NET 2026.0.0
/// some of the requests never came back.
/// </remarks>
internal static class OpenSsh
{
    /// <summary>Opens a shell on a host in this terminal.</summary>
    /// <returns>The exit code of ssh.</returns>
    public static async Task<int> OpenShellAsync(LabDirectory directory, SshCommandRunner host, CancellationToken cancellation)
    {
        using var ssh = Start(directory, host, []);
        try
        {
            await ssh.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            // SIGTERM, not SIGKILL: ssh restores the terminal's settings.
            using var end = Process.Start("kill", $"{ssh.Id}");
            await ssh.WaitForExitAsync(CancellationToken.None);
            throw;
        }

        return ssh.ExitCode;
    }

    /// <summary>Starts ssh.</summary>
    /// <param name="options">Further options of ssh.</param>
    /// <param name="command">The remote command, with its input connected to this process; null for a shell in this terminal.</param>
    /// <exception cref="UserErrorException">There is no ssh on the PATH.</exception>
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

    /// <summary>Returns the arguments of ssh: the lab's key, and the host's key as the only one that is accepted.</summary>
    /// <param name="options">Further options of ssh.</param>
    /// <param name="command">The remote command; null for a shell.</param>
    /// <exception cref="UserErrorException">The host's key cannot be written to the lab's directory.</exception>
    public static IReadOnlyList<string> Arguments(
        LabDirectory directory, SshCommandRunner host, IReadOnlyList<string> options, string? command)
    {
        var (address, user, key, _) = host.Endpoint;
        // known_hosts(5): "[127.0.0.1]:32768 ssh-ed25519 AAAA…", and no other key is accepted.
        var known = $"known_hosts.{host.Name}";
        directory.Write(known, string.Concat(host.Endpoint.HostKeys.Select(hostKey =>
            $"[{address.Address}]:{address.Port} {hostKey}\n{address.Address} {hostKey}\n")));
        return
        [
            // The user's settings do not apply: a shared connection, for one, would outlive this process, and the tunnel with it.
            "-F", "/dev/null", "-p", $"{address.Port}",
            "-o", $"IdentityFile={Quote(key)}", "-o", $"UserKnownHostsFile={Quote(directory.File(known))}",
            "-o", "StrictHostKeyChecking=yes", "-o", "IdentitiesOnly=yes",
            // A host that disappears without a word is missed after three intervals.
            "-o", "ServerAliveInterval=10",
            .. options,
            $"{user}@{address.Address}", .. command is null ? Array.Empty<string>() : [command],
        ];
    }

    /// <summary>Quotes a file name by ssh_config(5): a blank ends a value, and a percent sign begins a token.</summary>
    private static string Quote(string file) => $"\"{file.Replace("%", "%%", StringComparison.Ordinal)}\"";
}
