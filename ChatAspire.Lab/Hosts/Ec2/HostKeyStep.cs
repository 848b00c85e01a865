using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// Creates the step that replaces a host's first SSH key, which remains readable in its user data, with a key that the host generates. Each
/// call of the step can be repeated after a crash, because the new key is stored on this machine before the host presents it.
/// </summary>
internal sealed class HostKeyStep(Ec2Lab lab, InstanceReadiness waits, string host)
{
    // Prints the public key that replaces the first one; generates it if necessary, but does not activate it.
    // $1  the public half of the first key: "ssh-ed25519 AAAA…"
    private const string Generate =
        """
        set -e
        current=/etc/ssh/ssh_host_ed25519_key next=/etc/ssh/chatlab_next_key
        if [ "$(cut -d ' ' -f 1,2 $current.pub)" != "$1" ]; then exec cat $current.pub; fi
        [ -e $next.pub ] || { rm -f $next; ssh-keygen -q -t ed25519 -N '' -C "$(hostname)" -f $next; }
        sync
        cat $next.pub
        """;

    private const string Activate =
        """
        set -e
        current=/etc/ssh/ssh_host_ed25519_key next=/etc/ssh/chatlab_next_key
        if [ -e $next.pub ]; then mv $next.pub $current.pub; fi
        if [ -e $next ]; then mv $next $current; fi
        sync
        systemctl reload ssh.service
        """;

    public Step Step() => new()
    {
        Title = "the host has made its own SSH key",
        Why = "The first key was handed over in user data, which the account's users and the host's programs can read. "
            + "From here on it is worth nothing.",
        Probe = (_, _) => Task.FromResult(Launch is { FirstKey: null, OwnKey: { } own }
            ? Finding.Satisfied(own.Split(' ')[1][^8..])
            : Finding.Missing("it still presents the key from its user data")),
        Apply = [Call("ssh-keygen", GenerateAsync), Call("systemctl reload ssh", ActivateAsync), Call("true", ConfirmAsync)],
    };

    private Launch Launch => lab.State.Launches[host];

    private ApiCall Call(string shown, Func<CancellationToken, Task<string>> invoke) =>
        new("ssh", ["-i", lab.KeyPath, $"root@ADDRESS_OF_{host}", .. shown.Split(' ')], invoke);

    // ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKqP… host-a
    private async Task<string> GenerateAsync(CancellationToken cancellation)
    {
        var first = Launch.FirstKey!.PublicKey.Split(' ');
        var made = (await waits.Connect(host).RunAsync(HostCommand.Shell(Generate, $"{first[0]} {first[1]}"), cancellation)).Check();
        lab.ChangeLaunch(host, launch => launch with { OwnKey = made.Output.Trim() });
        return made.Output;
    }

    private async Task<string> ActivateAsync(CancellationToken cancellation) =>
        (await waits.Connect(host).RunAsync(HostCommand.Shell(Activate), cancellation)).Check().Output;

    /// <summary>Checks that the host presents the new key, then deletes the first key from the launch state.</summary>
    private async Task<string> ConfirmAsync(CancellationToken cancellation)
    {
        var endpoint = waits.Connect(host).Endpoint with { HostKey = Launch.OwnKey!, NextHostKey = null };
        await using var runner = new SshCommandRunner(host, endpoint);
        HostUnreachableException? last = null;
        var answers = await Poll.UntilAsync(
            async () =>
            {
                try
                {
                    (await runner.RunAsync(new HostCommand("true"), cancellation)).Check();
                    return true;
                }
                catch (HostUnreachableException e)
                {
                    last = e; // sshd is reloading
                    return false;
                }
            },
            lab.Timeouts.Ssh,
            lab.Timeouts.Poll,
            cancellation);
        if (!answers)
        {
            throw last!;
        }

        lab.ChangeLaunch(host, launch => launch with { FirstKey = null });
        return "";
    }
}
