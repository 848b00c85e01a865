using ChatAspire.Hosting.Lab.Observation;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Network.Execution;

namespace ChatAspire.Hosting.Lab.Operations;

/// <summary>Creates, removes and verifies a lab.</summary>
internal sealed class LabOperations(LabResource lab, LabWatch watch, LabLogs logs)
{
    private CancellationTokenSource? _starting;
    private Task _started = Task.CompletedTask;

    /// <summary>Creates the lab, or repairs what is missing.</summary>
    /// <remarks>Only <see cref="StopAsync"/> cancels it; a closed browser does not.</remarks>
    /// <returns>The number of steps that changed something.</returns>
    /// <exception cref="UserErrorException">A prerequisite is missing, or a step failed.</exception>
    /// <exception cref="OperationCanceledException"><see cref="StopAsync"/> was called meanwhile.</exception>
    public async Task<int> StartAsync()
    {
        using var cancellation = new CancellationTokenSource();
        var running = RunAsync(LabState.Starting, async () =>
        {
            logs.Write(lab, $"Checking the prerequisites of lab {lab.Session.Spec.Name}…");
            var (changes, _) = await lab.Session.UpAsync(logs.Write, retain: false, cancellation.Token);
            return changes;
        });
        var isFirst = _starting is null; // A second start is refused by the lab's lock.
        if (isFirst)
        {
            (_starting, _started) = (cancellation, running);
        }

        try
        {
            return await running;
        }
        finally
        {
            if (isFirst)
            {
                _starting = null;
            }
        }
    }

    /// <summary>Removes the lab. First cancels a running start, and waits until it has removed the resources it created.</summary>
    /// <returns>The removed resources, such as "2 hosts", "2 volumes"; empty if the lab did not exist.</returns>
    /// <exception cref="AggregateException">Some resources could not be removed; it has one exception for each failure.</exception>
    /// <exception cref="UserErrorException">Another command holds the lab's lock.</exception>
    public async Task<IReadOnlyList<string>> StopAsync()
    {
        if (_starting is { } starting)
        {
            await starting.CancelAsync();
            await _started.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        return await RunAsync(LabState.Stopping, () => lab.Session.DownAsync(logs.Write, CancellationToken.None));
    }

    /// <summary>Verifies that the lab works.</summary>
    /// <exception cref="UserErrorException">The lab is not running, or another command holds its lock.</exception>
    public Task<LabReport> VerifyAsync(CancellationToken cancellation) =>
        RunAsync(null, () => lab.Session.VerifyAsync(logs.Write, cancellation));

    private async Task<T> RunAsync<T>(LabState? state, Func<Task<T>> run)
    {
        using var operation = watch.Begin(state);
        try
        {
            return await run();
        }
        catch (Exception e) when (e is UserErrorException or AggregateException)
        {
            logs.WriteError(ErrorText.Of(e));
            operation.Failure = state is null ? null : ErrorText.Of(e);
            throw;
        }
    }
}
