using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Network.Execution;
using Microsoft.Extensions.Hosting;

namespace ChatAspire.Hosting.Lab;

/// <summary>Keeps the states of the lab's hosts in the dashboard up to date.</summary>
internal sealed class LabHostMonitor(
    LabSession lab, IReadOnlyList<LabHostResource> hosts, ResourceNotificationService notifications, LabHostLogs logs) : BackgroundService
{
    /// <summary>Each check costs a connection to every host, and on AWS an API call.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private string? _error;

    /// <summary>Returns the facts of the hosts that answer, by name.</summary>
    /// <exception cref="UserErrorException">The hosts cannot be listed.</exception>
    public static async Task<IReadOnlyDictionary<string, HostFacts>> RunningHostsAsync(LabSession lab, CancellationToken cancellation)
    {
        var connections = await lab.Source.ConnectAsync(cancellation);
        foreach (var connection in connections)
        {
            await connection.DisposeAsync();
        }

        return connections.ToDictionary(host => host.Name, host => host.Facts);
    }

    /// <summary>Checks all hosts and publishes their states. An error is logged once, until it changes.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, HostFacts> running = new Dictionary<string, HostFacts>();
        string? error = null;
        try
        {
            running = await RunningHostsAsync(lab, cancellation);
        }
        catch (UserErrorException e)
        {
            error = ErrorText.Of(e);
            if (error != _error)
            {
                logs.Write("", error);
            }
        }

        _error = error;
        foreach (var host in hosts)
        {
            await notifications.PublishUpdateAsync(host, snapshot => host.Update(snapshot, running.GetValueOrDefault(host.Name)));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await RefreshAsync(stoppingToken);
        }
    }
}
