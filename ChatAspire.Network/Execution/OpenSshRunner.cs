namespace ChatAspire.Network.Execution;

/// <summary>
/// Runs commands on a host with this machine's <c>ssh</c>, and with the user's own configuration, agent and known hosts. All commands share
/// one connection, whose control socket is in a private directory.
/// </summary>
/// <param name="destination"><c>[user@]host</c>, or a host alias from the user's ssh_config.</param>
/// <param name="port">The SSH port; null for the port in the user's configuration.</param>
internal sealed class OpenSshRunner(string name, string destination, int? port) : ICommandRunner
{
    /// <summary>The exit code with which ssh reports an error of its own (ssh(1)).</summary>
    private const int SshError = 255;

    private readonly LocalMachine _machine = new(name);
    private readonly DirectoryInfo _private = Directory.CreateTempSubdirectory("chatlab-ssh-");

    public string Name => name;

    public async Task<CommandResult> RunAsync(HostCommand command, CancellationToken cancellation)
    {
        // A command without an input reads /dev/null, so that it cannot wait for input.
        var line = command.Input is null ? $"exec {command.ToShellWords()} </dev/null" : $"exec {command.ToShellWords()}";
        var result = await _machine.RunAsync(
            new HostCommand("ssh", [.. Options, destination, line]) { Input = command.Input, Timeout = command.Timeout }, cancellation);
        return result.ExitCode == SshError && result.Error.Trim() is { Length: > 0 } error
            ? throw new HostUnreachableException($"{name}: ssh {destination}: {error}",
                $"Check that this works without a question: ssh {string.Join(' ', [.. Port, destination])} true")
            : result with { Command = command };
    }

    public async ValueTask DisposeAsync()
    {
        // Ends the shared connection. If no command opened one, ssh fails, which is ignored.
        await _machine.RunAsync(new HostCommand("ssh", [.. Options, "-O", "exit", destination]), CancellationToken.None);
        _private.Delete(recursive: true);
    }

    private string[] Port => port is { } number ? ["-p", $"{number}"] : [];

    private string[] Options =>
    [
        // BatchMode fails instead of prompting: the user must accept host keys and set up keys beforehand, with ssh itself.
        "-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=10", "-o", "LogLevel=ERROR",
        "-o", "ControlMaster=auto", "-o", $"ControlPath={_private.FullName}/%C", "-o", "ControlPersist=60", .. Port,
    ];
}
