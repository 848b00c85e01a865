using ChatAspire.Provisioner;
using ChatAspire.Provisioner.Commands;
using ChatAspire.Provisioner.Commands.Progress;
using ChatAspire.Provisioner.Hosts;
using ChatAspire.Provisioner.Steps;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatAspire.AppHost;

/// <summary>Keeps what the dashboard shows of the lab's hosts true, and does what its commands ask.</summary>
internal sealed partial class LabWatch(
    ChosenLab lab, IReadOnlyList<LabHostResource> hosts, ResourceNotificationService notifications, ResourceLoggerService logs) : BackgroundService
{
    /// <summary>A look costs a connection to each host, and on AWS a call.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private string? _trouble;

    /// <summary>The hosts that answer, by name.</summary>
    public static async Task<IReadOnlyDictionary<string, HostFacts>> StandingAsync(ChosenLab lab, CancellationToken cancellation)
    {
        var standing = await lab.Source.ConnectAsync(cancellation);
        foreach (var host in standing)
        {
            await host.DisposeAsync();
        }

        return standing.ToDictionary(host => host.Name, host => host.Facts);
    }

    /// <summary>Proves that the lab works.</summary>
    public Task<ExecuteCommandResult> VerifyAsync(CancellationToken cancellation) => RunAsync(async () =>
    {
        var wrong = await lab.VerifyAsync(Tell, cancellation);
        return wrong.Count == 0
            ? CommandResults.Success("The lab works.")
            : CommandResults.Failure(string.Join('\n', Findings.Lines(wrong)));
    }, cancellation);

    /// <summary>Takes the lab away.</summary>
    public Task<ExecuteCommandResult> DownAsync(CancellationToken cancellation) => RunAsync(async () =>
    {
        await lab.DownAsync(Tell, cancellation);
        return CommandResults.Success("Nothing of the lab is left.");
    }, cancellation);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await LookAsync(stoppingToken);
        }
    }

    private async Task<ExecuteCommandResult> RunAsync(Func<Task<ExecuteCommandResult>> command, CancellationToken cancellation)
    {
        try
        {
            return await command();
        }
        catch (Exception e) when (e is LabException or AggregateException)
        {
            return CommandResults.Failure(Trouble.Of(e));
        }
        finally
        {
            await LookAsync(cancellation);
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
        catch (LabException e)
        {
            trouble = Trouble.Of(e);
        }

        foreach (var host in hosts)
        {
            if (trouble is not null && trouble != _trouble)
            {
                LogLine(logs.GetLogger(host), trouble);
            }

            await notifications.PublishUpdateAsync(host, before => host.Show(before, standing.GetValueOrDefault(host.Name)));
        }

        _trouble = trouble;
    }

    /// <summary>A host's steps go to its log; what runs elsewhere (on this machine, at AWS) concerns all.</summary>
    private void Tell(LabEvent happened)
    {
        if (happened is not LabEvent.StepEnded ended)
        {
            return;
        }

        var own = hosts.Where(host => host.Name == ended.Lane.Name).ToList();
        foreach (var line in PlainProgress.Lines(happened, explain: false))
        {
            foreach (var host in own.Count > 0 ? own : hosts)
            {
                LogLine(logs.GetLogger(host), line);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "{Line}")]
    private static partial void LogLine(ILogger logger, string line);
}
