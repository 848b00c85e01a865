using Aspire.Hosting.StandIn;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting;

/// <summary>What can be said of a resource.</summary>
public static class ResourceBuilderExtensions
{
    /// <summary>Sets an environment variable.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, string? value)
        where T : IResourceWithEnvironment =>
        builder.With(resource => resource.Environment[name] = () => ValueTask.FromResult(value));

    /// <summary>Adds command line arguments.</summary>
    public static IResourceBuilder<T> WithArgs<T>(this IResourceBuilder<T> builder, params string[] args)
        where T : IResourceWithArgs =>
        builder.With(resource => resource.Arguments.AddRange(args));

    /// <summary>Adds an HTTP endpoint.</summary>
    public static IResourceBuilder<T> WithHttpEndpoint<T>(this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? name = null, string? env = null, bool? isProxied = null)
        where T : IResourceWithEndpoints =>
        builder.WithEndpoint(port, targetPort, "http", name, env, isProxied);

    /// <summary>Adds an endpoint.</summary>
    public static IResourceBuilder<T> WithEndpoint<T>(this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? scheme = null, string? name = null, string? env = null, bool? isProxied = null, bool? isExternal = null, System.Net.Sockets.ProtocolType? protocol = null)
        where T : IResourceWithEndpoints
    {
        if (port is null || isProxied != false || env is not null || isExternal is not null || protocol is not null)
        {
            throw new NotSupportedException("The stand-in for Aspire has no proxy: give a port, and isProxied: false.");
        }

        return builder.With(resource => resource.Endpoints.Add(
            new EndpointAnnotation(name ?? scheme ?? "tcp", scheme ?? "tcp", port.Value, targetPort ?? port.Value)));
    }

    /// <summary>Changes an endpoint.</summary>
    public static IResourceBuilder<T> WithEndpoint<T>(this IResourceBuilder<T> builder, string endpointName, Action<EndpointAnnotation> callback, bool createIfNotExists = true)
        where T : IResourceWithEndpoints =>
        builder.With(resource => callback(resource.Endpoints.Single(endpoint => endpoint.Name == endpointName)));

    /// <summary>An endpoint, by name.</summary>
    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints =>
        new(builder.Resource, builder.Planned().Endpoints.Single(endpoint => endpoint.Name == name));

    /// <summary>Shows a URL.</summary>
    public static IResourceBuilder<T> WithUrl<T>(this IResourceBuilder<T> builder, string url, string? displayText = null)
        where T : IResource =>
        builder.With(resource => resource.OwnUrls.Add(new ResourceUrlAnnotation { Url = url, DisplayText = displayText }));

    /// <summary>Changes how an endpoint's URL is shown.</summary>
    public static IResourceBuilder<T> WithUrlForEndpoint<T>(this IResourceBuilder<T> builder, string endpointName, Action<ResourceUrlAnnotation> callback)
        where T : IResource =>
        builder.With(resource => resource.UrlCallbacks[endpointName] = callback);

    /// <summary>Calls the resource healthy when a registered health check does.</summary>
    public static IResourceBuilder<T> WithHealthCheck<T>(this IResourceBuilder<T> builder, string key)
        where T : IResource =>
        builder.With(resource => resource.HealthChecks.Add(key));

    /// <summary>Calls the resource healthy when a GET answers.</summary>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints
    {
        var key = $"{builder.Resource.Name}{path}";
        builder.ApplicationBuilder.Services.AddHealthChecks()
            .AddCheck(key, new HttpHealthCheck(builder.GetEndpoint(endpointName ?? "http"), path ?? "/", statusCode ?? 200));
        return builder.WithHealthCheck(key);
    }

    /// <summary>Hands over a connection string: <c>ConnectionStrings__NAME</c>.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithConnectionString> source, string? connectionName = null, bool optional = false)
        where TDestination : IResourceWithEnvironment =>
        builder.With(resource => resource.Environment[$"ConnectionStrings__{connectionName ?? source.Resource.Name}"] =
            () => source.Resource.GetConnectionStringAsync());

    /// <summary>Starts after another resource is healthy.</summary>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport =>
        builder.With(resource => resource.WaitsFor.Add(dependency.Resource));

    /// <summary>Adds a command; the stand-in only says that it has no button for it.</summary>
    public static IResourceBuilder<T> WithCommand<T>(this IResourceBuilder<T> builder, string name, string displayName, Func<ExecuteCommandContext, Task<ExecuteCommandResult>> executeCommand, CommandOptions? commandOptions = null)
        where T : IResource =>
        builder.With(resource => resource.Commands.Add(name));

    private static Resource Planned<T>(this IResourceBuilder<T> builder)
        where T : IResource => (Resource)(IResource)builder.Resource;

    private static IResourceBuilder<T> With<T>(this IResourceBuilder<T> builder, Action<Resource> change)
        where T : IResource
    {
        change(builder.Planned());
        return builder;
    }
}
