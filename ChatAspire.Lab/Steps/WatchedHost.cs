using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Steps;

/// <summary>A host as one step sees it: every command is told to the watcher.</summary>
internal sealed class WatchedHost(ICommandRunner host, HostSteps lane, Step step, CommandPurpose purpose, Action<LabEvent> tell) : ICommandRunner
{
    public string Name => host.Name;

    public async Task<CommandResult> RunAsync(HostCommand command, CancellationToken cancellation)
    {
        using var span = LabTrace.Command(host.Name, command, purpose);
        tell(new LabEvent.CommandStarted(lane, step, purpose, command));
        var result = await host.RunAsync(command, cancellation);
        tell(new LabEvent.CommandEnded(lane, step, purpose, result));
        span.Record(result);
        return result;
    }

    /// <summary>The host outlives the step.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
