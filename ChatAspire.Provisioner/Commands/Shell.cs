using System.Diagnostics;
using ChatAspire.Provisioner.Lab;
using ChatAspire.Provisioner.Remote;

namespace ChatAspire.Provisioner.Commands;

/// <summary>A terminal on a host, by this machine's own <c>ssh</c>: it knows terminals, we need not.</summary>
internal static class Shell
{
    public static async Task<int> OpenAsync(LabDirectory directory, SshHost host, CancellationToken cancellation)
    {
        var (address, user, key, hostKey) = host.Endpoint;
        // known_hosts(5): "[127.0.0.1]:32768 ssh-ed25519 AAAA…", and no other key is accepted.
        directory.Write("known_hosts", $"[{address.Address}]:{address.Port} {hostKey}\n{address.Address} {hostKey}\n");
        string[] arguments =
        [
            "-i", key, "-p", $"{address.Port}",
            "-o", $"UserKnownHostsFile={directory.File("known_hosts")}", "-o", "StrictHostKeyChecking=yes", "-o", "IdentitiesOnly=yes",
            $"{user}@{address.Address}",
        ];
        try
        {
            using var ssh = Process.Start(new ProcessStartInfo("ssh", arguments))!;
            await ssh.WaitForExitAsync(cancellation);
            return ssh.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new LabException($"ssh cannot be started: {e.Message}", $"Install OpenSSH's client, or run one command: chatlab ssh {host.Name} -- COMMAND", e);
        }
    }
}
