using ChatAspire.Network.Execution;
using Microsoft.Extensions.Hosting;

namespace ChatAspire.Hosting.Lab.Observation;

/// <summary>Keeps the state of this machine, and the choices of its walks, up to date.</summary>
internal sealed class MachineWatch(
    MachineResource machine, ResourceNotificationService notifications, ArgumentChoices<MachineReading> choices) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    private string _published = "";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var local = new LocalMachine();
        while (true)
        {
            await PublishAsync(await LookAsync(local, stoppingToken));
            await Task.Delay(Interval, stoppingToken);
        }
    }

    /// <returns>The error, with its hint, if no Docker Engine answers; null if one does.</returns>
    private async Task<string?> LookAsync(LocalMachine local, CancellationToken cancellation)
    {
        try
        {
            choices.Update(await MachineReading.ReadAsync(local, cancellation));
            return null;
        }
        catch (UserErrorException e)
        {
            choices.Update(new MachineReading([], []));
            return ErrorText.Of(e);
        }
    }

    private async Task PublishAsync(string? error)
    {
        var state = error is null
            ? new ResourceStateSnapshot(KnownResourceStates.Running, KnownResourceStateStyles.Success)
            : new ResourceStateSnapshot("No Docker Engine", KnownResourceStateStyles.Warn);
        if (_published == state.Text + error)
        {
            return;
        }

        _published = state.Text + error;
        await notifications.PublishUpdateAsync(machine, snapshot => snapshot with
        {
            State = state,
            Properties =
            [
                new ResourcePropertySnapshot(CustomResourceKnownProperties.Source, Environment.MachineName),
                .. error is null ? [] : new[] { new ResourcePropertySnapshot("Error", error) { IsHighlighted = true } },
            ],
        });
    }
}
