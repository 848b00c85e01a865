using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>A host with nothing but a name: diagnoses of recorded captures run no command.</summary>
internal sealed class NamedRunner(string name) : ICommandRunner
{
    public string Name => name;

    public Task<CommandResult> RunAsync(HostCommand command, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
