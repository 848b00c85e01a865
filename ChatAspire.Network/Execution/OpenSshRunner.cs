namespace ChatAspire.Network.Execution;

/// <summary>
/// Runs commands on a host by this machine's <c>ssh</c>, with the user's own configuration, agent and known hosts. All commands share one
/// connection, whose socket is in a private directory.
/// </summary>
/// <param name="destination"><c>[user@]host</c>, or a name of the user's ssh_config.</param>
/// <param name="port">Null for the configured one.</param>
internal sealed class OpenSshRunner(string name, string destination, int? port) : ICommandRunner
{
    /// <summary>The exit code of ssh for an error of its own (ssh(1)).</summary>
    private const int SshError = 255;

    private readonly LocalMachine _machine = new(name);
    private readonly DirectoryInfo _private = Directory.CreateTempSubdirectory("chatlab-ssh-");

    public string Name => name;

    public async Task<CommandResult> RunAsync(HostCommand command, CancellationToken cancellation)
    {
        // Without an input of its own, a command must not wait for this process's.
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
        // Ends the shared connection; there is none if no command succeeded.
        await _machine.RunAsync(new HostCommand("ssh", [.. Options, "-O", "exit", destination]), CancellationToken.None);
        _private.Delete(recursive: true);
    }

    private string[] Port => port is { } number ? ["-p", $"{number}"] : [];

    private string[] Options =>
    [
        // A walk asks no questions: unknown host keys and passwords are the user's to settle with ssh itself.
        "-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=10", "-o", "LogLevel=ERROR",
        "-o", "ControlMaster=auto", "-o", $"ControlPath={_private.FullName}/%C", "-o", "ControlPersist=60", .. Port,
    ];
}
