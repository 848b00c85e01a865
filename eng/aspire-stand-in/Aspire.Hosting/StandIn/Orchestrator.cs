using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.StandIn;

/// <summary>Starts every resource after those it waits for, says when all are healthy, and stops them in reverse.</summary>
internal sealed class Orchestrator(
    IReadOnlyList<Resource> resources,
    HealthCheckService health,
    Dashboard dashboard,
    Supervisor supervisor,
    Screen screen) : BackgroundService
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(0.2);

    private readonly Dictionary<IResource, TaskCompletionSource> _healthy =
        resources.ToDictionary(resource => (IResource)resource, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        screen.Print("Your package feed has no Aspire: a stand-in (eng/aspire-stand-in) starts the resources. The dashboard is Aspire's own.");
        var watch = Stopwatch.StartNew();
        using var dashboardStop = new CancellationTokenSource();
        var showing = dashboard.RunAsync(supervisor, dashboardStop.Token);
        var stops = resources.ToDictionary(resource => resource, _ => new CancellationTokenSource());
        var runs = resources.ToDictionary(resource => resource, resource => RunAsync(resource, stops[resource].Token));

        try
        {
            await Task.WhenAll(_healthy.Values.Select(healthy => healthy.Task)).WaitAsync(stoppingToken);
            await dashboard.ReadyWithinAsync(TimeSpan.FromSeconds(2), stoppingToken);
            screen.Table([.. Rows(), (Dashboard.Name, dashboard.State, dashboard.LoginUrl)]);
            foreach (var same in resources.Where(resource => resource.Commands.Count > 0).GroupBy(resource => string.Join(", ", resource.Commands)))
            {
                screen.Print($"With Aspire's own packages the dashboard has commands for {string.Join(", ", same.Select(resource => resource.Name))}: {same.Key}. Here it has none.");
            }

            screen.Print(resources.All(resource => resource.Snapshot is not null)
                ? "Ctrl-C ends the showing, and nothing else."
                : $"All healthy after {watch.Elapsed.TotalSeconds:0.0} s. Ctrl-C stops everything.");
            await Task.Delay(Timeout.Infinite, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            screen.Print("Stopping.");
        }

        foreach (var resource in resources.Reverse())
        {
            await Task.WhenAll(resources.Where(other => other.WaitsFor.Contains(resource)).Select(other => runs[other]));
            await stops[resource].CancelAsync();
        }

        // Last, so that the others get rid of their last telemetry.
        await Task.WhenAll(runs.Values);
        await dashboardStop.CancelAsync();
        await showing;
        screen.Print("Stopped.");
    }

    private IEnumerable<(string Resource, string State, string Url)> Rows() =>
        from resource in resources
        from shown in Properties(resource).Concat(resource.Urls.Select(url => url.DisplayText is null ? url.Url : $"{url.Url}  {url.DisplayText}"))
        select (resource.Name, resource.Snapshot?.State?.Text ?? "healthy", shown);

    private static IEnumerable<string> Properties(Resource resource) => resource.Snapshot is { } snapshot
        ? [string.Join(", ", snapshot.Properties.Select(property => $"{property.Name.Split('.')[^1]} {property.Value}"))]
        : [];

    private async Task RunAsync(Resource resource, CancellationToken stopping)
    {
        try
        {
            foreach (var awaited in resource.WaitsFor.Where(awaited => !_healthy[awaited].Task.IsCompleted))
            {
                screen.Say(resource.Name, $"waiting for {awaited.Name}");
                await _healthy[awaited].Task.WaitAsync(stopping);
            }

            if (await ChildPlans.ForAsync(resource, dashboard) is { } plan)
            {
                await supervisor.RunAsync(plan, line => screen.Say(resource.Name, line), () => _ = BecomeHealthyAsync(resource, stopping), stopping);
            }
            else
            {
                await BecomeHealthyAsync(resource, stopping);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped while it waited.
        }
    }

    private async Task BecomeHealthyAsync(Resource resource, CancellationToken stopping)
    {
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(ProbeInterval);
        try
        {
            while (!await IsHealthyAsync(resource, stopping))
            {
                await timer.WaitForNextTickAsync(stopping);
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }

        if (resource.HealthChecks.Count > 0)
        {
            screen.Say(resource.Name, $"healthy after {watch.Elapsed.TotalSeconds:0.0} s");
        }

        _healthy[resource].TrySetResult();
    }

    private async Task<bool> IsHealthyAsync(Resource resource, CancellationToken stopping)
    {
        var report = await health.CheckHealthAsync(check => resource.HealthChecks.Contains(check.Name), stopping);
        return report.Status == HealthStatus.Healthy;
    }
}
