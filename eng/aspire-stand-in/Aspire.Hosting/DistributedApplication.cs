using Aspire.Hosting.StandIn;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>An application of several resources.</summary>
public class DistributedApplication : IAsyncDisposable
{
    private readonly IHost _host;

    internal DistributedApplication(IHost host) => _host = host;

    /// <summary>Begins an application.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => new DistributedApplicationBuilder(args);

    /// <summary>Starts the resources and stays until Ctrl-C; or runs the steps of the pipeline that were asked for.</summary>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (_host.Services.GetService<Pipeline>() is not { } pipeline)
        {
            await _host.RunAsync(cancellationToken);
            return;
        }

        await _host.StartAsync(cancellationToken);
        await pipeline.RunAsync(
            _host.Services.GetRequiredService<IConfiguration>(),
            _host.Services.GetRequiredService<Screen>(),
            _host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        await _host.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        _host.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
