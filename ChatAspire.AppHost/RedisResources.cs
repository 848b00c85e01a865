using Microsoft.Extensions.DependencyInjection;

namespace ChatAspire.AppHost;

/// <summary>The Redis that the chat nodes use.</summary>
/// <param name="Resource">The resource for which the nodes wait before they start.</param>
/// <param name="ConnectionString">The connection string for StackExchange.Redis.</param>
internal sealed record ChatRedis(IResourceBuilder<IResource> Resource, ReferenceExpression ConnectionString);

/// <summary>Adds Redis: the embedded server, a container, or the connection string of an external server.</summary>
#pragma warning disable ASPIRECERTIFICATES001 // WithoutHttpsCertificate is experimental in Aspire 13.6
internal static class RedisResources
{
    /// <summary>The name of the connection in the chat nodes, which read <c>ConnectionStrings__redis</c>.</summary>
    public const string ConnectionName = "redis";

    private const string Endpoint = "tcp";

    /// <summary>Adds a Redis server at a fixed endpoint, or the connection string of an external Redis.</summary>
    /// <param name="image">The image for <see cref="RedisSource.Container"/>; other sources ignore it.</param>
    public static ChatRedis AddRedis(
        this IDistributedApplicationBuilder builder, RedisSource source, LocalEndpoint endpoint, string image) =>
        source switch
        {
            RedisSource.External => builder.AddExternalRedis(),
            RedisSource.Container => builder.AddRedisContainer(endpoint, image),
            _ => builder.AddEmbeddedRedis(endpoint),
        };

    private static ChatRedis AddExternalRedis(this IDistributedApplicationBuilder builder)
    {
        var redis = builder.AddConnectionString(ConnectionName);
        return new ChatRedis(redis, ReferenceExpression.Create($"{redis}"));
    }

    private static ChatRedis AddEmbeddedRedis(this IDistributedApplicationBuilder builder, LocalEndpoint endpoint)
    {
        var check = $"{endpoint.Name}_check";
        builder.Services.AddHealthChecks().AddRedis(endpoint.ToString(), check);
        var redis = builder.AddProject<Projects.ChatAspire_Redis>(endpoint.Name, launchProfileName: null)
            .WithArgs("--bind", endpoint.Host, "--port", $"{endpoint.Port}")
            .WithArgs("--data", Path.GetFullPath("../artifacts/redis", builder.AppHostDirectory))
            .WithEndpoint(endpoint.Port, endpoint.Port, scheme: "tcp", name: Endpoint, isProxied: false)
            .WithEndpoint(Endpoint, annotation => annotation.TargetHost = endpoint.Host)
            .WithHealthCheck(check)
            .WithoutHttpsCertificate();
        return new ChatRedis(redis, ReferenceExpression.Create($"{redis.GetEndpoint(Endpoint).Property(EndpointProperty.HostAndPort)}"));
    }

    private static ChatRedis AddRedisContainer(this IDistributedApplicationBuilder builder, LocalEndpoint endpoint, string image)
    {
        var tag = image.LastIndexOf(':');
        var redis = builder.AddRedis(endpoint.Name, endpoint.Port)
            .WithImage(tag < 0 ? image : image[..tag], tag < 0 ? "latest" : image[(tag + 1)..])
            .WithImageRegistry(null)
            .WithEndpoint(Endpoint, annotation =>
            {
                annotation.IsProxied = false;
                annotation.TargetHost = endpoint.Host;
            })
            .WithDataVolume("chataspire-redis")
            .WithArgs("--appendonly", "yes", "--appendfsync", "always")
            .WithoutHttpsCertificate();
        return new ChatRedis(redis, redis.Resource.ConnectionStringExpression);
    }
}
