using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>A host that only has a name: diagnoses of recorded captures run no command.</summary>
internal sealed class NamedMachine(string name) : ICommandRunner
{
    public string Name => name;

    public Task<CommandResult> RunAsync(HostCommand command, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
