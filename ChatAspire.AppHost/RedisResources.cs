using ChatAspire.Lab.Spec;
using Microsoft.Extensions.DependencyInjection;

namespace ChatAspire.AppHost;

/// <summary>The three places a Redis can come from; each gives the connection string that the chat's nodes get.</summary>
internal static class RedisResources
{
    /// <summary>The name the chat knows it by: <c>ConnectionStrings__redis</c>.</summary>
    public const string ConnectionName = "redis";

    private const string Endpoint = "tcp";
    private const int ContainerPort = 6379; // what the image listens on

    public static IResourceBuilder<IResourceWithConnectionString> AddRedis(
        this IDistributedApplicationBuilder builder, RedisChoice choice, Place place, LabSpec lab) =>
        choice switch
        {
            RedisChoice.Outside => builder.AddConnectionString(ConnectionName),
            RedisChoice.Container => builder.AddRedisContainer(place, lab.Images.Redis).AtPlace(place, ContainerPort),
            _ => builder.AddEmbeddedRedis(place).AtPlace(place, place.Port),
        };

    private static IResourceBuilder<ProjectResource> AddEmbeddedRedis(this IDistributedApplicationBuilder builder, Place place) =>
        builder.AddProject(place.Name, "../ChatAspire.Redis/ChatAspire.Redis.csproj", launchProfileName: null)
            .WithArgs("--bind", place.Host, "--port", $"{place.Port}", "--data", Path.GetFullPath("../artifacts/redis", builder.AppHostDirectory));

    private static IResourceBuilder<ContainerResource> AddRedisContainer(this IDistributedApplicationBuilder builder, Place place, string image)
    {
        var tag = image.LastIndexOf(':');
        return builder.AddContainer(place.Name, image[..tag], image[(tag + 1)..])
            .WithVolume("chataspire-redis", "/data")
            .WithArgs("redis-server", "--appendonly", "yes", "--appendfsync", "always");
    }

    private static IResourceBuilder<IResourceWithConnectionString> AtPlace<T>(this IResourceBuilder<T> redis, Place place, int listensOn)
        where T : IResourceWithEndpoints
    {
        var check = $"{place.Name}-ping";
        redis.ApplicationBuilder.Services.AddHealthChecks().AddCheck(check, new RedisPing(place));
        redis.WithEndpoint(place.Port, listensOn, scheme: "tcp", name: Endpoint, isProxied: false)
            .WithEndpoint(Endpoint, endpoint => endpoint.TargetHost = place.Host)
            .WithHealthCheck(check);

        var address = redis.GetEndpoint(Endpoint).Property(EndpointProperty.HostAndPort);
        return redis.ApplicationBuilder
            .AddConnectionString($"{place.Name}-address", ReferenceExpression.Create($"{address}"))
            .WaitFor((IResourceBuilder<IResource>)redis);
    }
}
