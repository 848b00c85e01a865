using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.StandIn;

/// <summary>Ends the AppHost when the <c>dotnet run</c> that started it is killed: who kills that means the whole.</summary>
internal sealed class ParentWatch(IHostApplicationLifetime lifetime, Screen screen) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Set by `dotnet run`. Without it the parent may be a shell that leaves on purpose.
        if (OperatingSystem.IsWindows() || Environment.GetEnvironmentVariable("DOTNET_LAUNCH_PROFILE") is null)
        {
            return;
        }

        var parent = Posix.GetParent();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (Posix.GetParent() != parent)
            {
                screen.Print("dotnet run is gone: stopping.");
                lifetime.StopApplication();
                return;
            }
        }
    }
}
