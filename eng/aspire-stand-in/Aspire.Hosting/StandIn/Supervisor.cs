using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.StandIn;

/// <summary>Keeps a process running: when it ends, starts it again, each time a little later.</summary>
internal sealed class Supervisor(Guard guard, Screen screen, IHostApplicationLifetime application)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    /// <summary>Runs the process until <paramref name="stop"/>; then stops it.</summary>
    /// <param name="plan">The process.</param>
    /// <param name="log">Takes its output, line by line.</param>
    /// <param name="onStarted">Called after each start.</param>
    /// <param name="stop">When to stop: some time after the application began to.</param>
    public async Task RunAsync(ChildPlan plan, Action<string> log, Action onStarted, CancellationToken stop)
    {
        var delay = FirstDelay;
        while (!application.ApplicationStopping.IsCancellationRequested)
        {
            var since = Stopwatch.StartNew();
            using var child = Child.Start(plan, guard, log);
            onStarted();
            try
            {
                await child.EndedAsync(stop);

                // A process that held out is not in a crash loop.
                delay = since.Elapsed > LongestDelay ? FirstDelay : delay;

                // Where Ctrl-C reaches the children as soon as the AppHost, a moment tells an end from a death.
                await Task.Delay(FirstDelay, application.ApplicationStopping);
                screen.Say(plan.Name, $"ended with exit code {child.ExitCode}: starting it again in {delay.TotalSeconds:0.#} s");
                await Task.Delay(delay, application.ApplicationStopping);
                delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, LongestDelay.Ticks));
            }
            catch (OperationCanceledException)
            {
                await child.StopAsync(Patience);
            }
        }
    }
}
