using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Steps;

/// <summary>Runs the commands of one step, reports each as events and a span, and executes API calls in this process.</summary>
/// <param name="name">The machine on which the step's commands run: <see cref="HostSteps.Host"/>.</param>
/// <param name="runner">Null if only API calls are possible.</param>
internal sealed class ReportingRunner(
    string name, ICommandRunner? runner, HostSteps host, Step step, CommandPurpose purpose, Action<LabEvent> report) : ICommandRunner
{
    public string Name => name;

    public async Task<CommandResult> RunAsync(HostCommand command, CancellationToken cancellation)
    {
        using var span = LabTrace.Command(name, command, purpose);
        report(new LabEvent.CommandStarted(host, step, purpose, command));
        var result = command is ApiCall call ? await call.InvokeAsync(name, cancellation) : await Runner.RunAsync(command, cancellation);
        report(new LabEvent.CommandEnded(host, step, purpose, result));
        span.Record(result);
        return result;
    }

    /// <summary>Does nothing, because the connection outlives the step.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ICommandRunner Runner => runner ?? throw new InvalidOperationException($"No command runner is registered for \"{name}\".");
}
