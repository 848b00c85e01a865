using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.StandIn;

/// <summary>An ordinary host, whose one service runs the resources.</summary>
internal sealed class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly HostApplicationBuilder _host;
    private readonly List<Resource> _resources = [];
    private readonly Pipeline _pipeline = new();

    public DistributedApplicationBuilder(string[] args)
    {
        _host = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
        {
            Args = args,
            ContentRootPath = AppHostDirectory,
        });
        _host.Configuration.AddCommandLine(args, Aspire.Hosting.StandIn.Pipeline.Switches);
        _host.Logging.SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None); // failing is how a start looks
        _host.Services.Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true);
        _host.Services.AddHealthChecks();
    }

    public string AppHostDirectory => BuildFacts.AppHostDirectory;

    public ConfigurationManager Configuration => _host.Configuration;

    public IServiceCollection Services => _host.Services;

    public DistributedApplicationExecutionContext ExecutionContext => new(StandIn.Pipeline.IsAskedFor(Configuration));

#pragma warning disable ASPIREPIPELINES001 // experimental, as Aspire says of it
    public Pipelines.IDistributedApplicationPipeline Pipeline => _pipeline;
#pragma warning restore ASPIREPIPELINES001

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        if (_resources.Any(other => other.Name == resource.Name))
        {
            throw new InvalidOperationException($"Two resources are named '{resource.Name}'.");
        }

        _resources.Add((Resource)(IResource)resource);
        return new Builder<T>(this, resource);
    }

    public DistributedApplication Build()
    {
        Services.AddSingleton<IReadOnlyList<Resource>>(_resources);
        Services.AddSingleton<Screen>();
        if (ExecutionContext.IsPublishMode)
        {
            Services.AddSingleton(_pipeline);
            return new DistributedApplication(_host.Build());
        }

        Services.AddSingleton(services => new ResourceNotificationService(services.GetRequiredService<Screen>()));
        Services.AddSingleton(services => new ResourceLoggerService(services.GetRequiredService<Screen>()));
        Services.AddSingleton<Guard>();
        Services.AddSingleton<Supervisor>();
        Services.AddSingleton<Dashboard>();
        Services.AddHostedService<ParentWatch>();
        Services.AddHostedService<Orchestrator>();
        return new DistributedApplication(_host.Build());
    }

    private sealed record Builder<T>(IDistributedApplicationBuilder ApplicationBuilder, T Resource) : IResourceBuilder<T>
        where T : IResource;
}
