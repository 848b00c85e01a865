namespace ChatAspire.Network.Execution;

/// <summary>Runs commands whose output is read while they run.</summary>
public interface IStreamingRunner : ICommandRunner
{
    /// <summary>Runs a command until it exits, and copies its standard output and error to the streams as they arrive.</summary>
    /// <returns>The exit code; 128 + n if the command was ended by signal n.</returns>
    /// <exception cref="CommandFailedException">
    /// The command could not be started, or was killed after <see cref="HostCommand.Timeout"/>.
    /// </exception>
    /// <exception cref="HostUnreachableException">The host is unreachable, or the connection was lost while the command ran.</exception>
    Task<int> RunAsync(HostCommand command, Stream output, Stream error, CancellationToken cancellation);
}
