using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting;

/// <summary>An application while it is put together.</summary>
public interface IDistributedApplicationBuilder
{
    /// <summary>The AppHost project's folder; project paths are relative to it.</summary>
    string AppHostDirectory { get; }

    /// <summary>Configuration: environment, files, arguments.</summary>
    ConfigurationManager Configuration { get; }

    /// <summary>Services of the AppHost itself, health checks among them.</summary>
    IServiceCollection Services { get; }

    /// <summary>What the AppHost was started for.</summary>
    DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <summary>The steps of <c>aspire deploy</c> and its like.</summary>
#pragma warning disable ASPIREPIPELINES001 // experimental, as Aspire says of it
    Pipelines.IDistributedApplicationPipeline Pipeline { get; }
#pragma warning restore ASPIREPIPELINES001

    /// <summary>Adds a resource.</summary>
    IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource;

    /// <summary>Ends the putting together.</summary>
    DistributedApplication Build();
}
