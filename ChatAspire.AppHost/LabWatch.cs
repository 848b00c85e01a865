using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Network.Execution;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatAspire.AppHost;

/// <summary>Keeps what the dashboard shows of the lab's hosts true.</summary>
internal sealed partial class LabWatch(
    LabSession lab, IReadOnlyList<LabHostResource> hosts, ResourceNotificationService notifications, ResourceLoggerService logs) : BackgroundService
{
    /// <summary>A look costs a connection to each host, and on AWS a call.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private string? _trouble;

    /// <summary>The hosts that answer, by name.</summary>
    public static async Task<IReadOnlyDictionary<string, HostFacts>> StandingAsync(LabSession lab, CancellationToken cancellation)
    {
        var standing = await lab.Source.ConnectAsync(cancellation);
        foreach (var host in standing)
        {
            await host.DisposeAsync();
        }

        return standing.ToDictionary(host => host.Name, host => host.Facts);
    }

    /// <summary>Runs one of the lab's commands, and looks what stands after it.</summary>
    public async Task<ExecuteCommandResult> RunAsync(
        Func<LabCommands, CancellationToken, Task<ExecuteCommandResult>> command, CancellationToken cancellation)
    {
        var result = await command(new LabCommands(lab, Log), cancellation);
        await LookAsync(cancellation);
        return result;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await LookAsync(stoppingToken);
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, HostFacts> standing = new Dictionary<string, HostFacts>();
        string? trouble = null;
        try
        {
            standing = await StandingAsync(lab, cancellation);
        }
        catch (UserErrorException e)
        {
            trouble = Trouble.Of(e);
            if (trouble != _trouble)
            {
                Log("", trouble);
            }
        }

        _trouble = trouble;
        foreach (var host in hosts)
        {
            await notifications.PublishUpdateAsync(host, before => host.Show(before, standing.GetValueOrDefault(host.Name)));
        }
    }

    /// <summary>A host's lines go to its log; what runs elsewhere (on this machine, at AWS) concerns all.</summary>
    private void Log(string name, string line)
    {
        foreach (var host in hosts.Any(host => host.Name == name) ? hosts.Where(host => host.Name == name) : hosts)
        {
            LogLine(logs.GetLogger(host), line);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Line}")]
    private static partial void LogLine(ILogger logger, string line);
}
