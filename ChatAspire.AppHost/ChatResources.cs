using ChatAspire.Lab.Images;
using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;

namespace ChatAspire.AppHost;

/// <summary>Adds the chat on this machine: Redis and the chat nodes of lab.json.</summary>
#pragma warning disable ASPIRECERTIFICATES001 // WithoutHttpsCertificate is experimental in Aspire 13.6
internal static class ChatResources
{
    /// <summary>The time limit, in ms, for sending each kind of telemetry (traces, metrics, logs) when a node exits.</summary>
    /// <remarks>
    /// If the dashboard, which receives the telemetry, exited first, a node must give up soon: DCP kills an exiting process after 6 s.
    /// </remarks>
    private const string OtlpTimeoutMs = "1000";

    /// <summary>Adds Redis and the chat nodes, on the loopback endpoints that correspond to the lab's addresses.</summary>
    /// <exception cref="CannotStartException">An endpoint cannot be bound, or Docker cannot run Redis.</exception>
    public static async Task AddChatAsync(this IDistributedApplicationBuilder builder, LabSpec lab, RedisSource source)
    {
        var endpoints = LocalEndpoints.Of(lab);
        Preflight.Check(
            source == RedisSource.External ? endpoints.Chat : [endpoints.Redis, .. endpoints.Chat],
            name => builder.Configuration[name]);
        if (endpoints.Note is { } note)
        {
            Console.WriteLine(note);
        }

        var image = lab.Images.Redis;
        if (source == RedisSource.Container)
        {
            await using var machine = new LocalMachine();
            image = await ContainerRuntime.ImageAsync(machine, new LabImage(image, "redis"));
        }

        var redis = builder.AddRedis(source, endpoints.Redis, image);
        foreach (var endpoint in endpoints.Chat)
        {
            builder.AddChatNode(endpoint, redis);
        }
    }

    private static void AddChatNode(this IDistributedApplicationBuilder builder, LocalEndpoint endpoint, ChatRedis redis) =>
        builder.AddProject<Projects.ChatAspire_Web>(endpoint.Name, launchProfileName: null)
            .WithHttpEndpoint(port: endpoint.Port, targetPort: endpoint.Port, name: "http", isProxied: false)
            .WithEndpoint("http", annotation => annotation.TargetHost = endpoint.Host)
            .WithUrlForEndpoint("http", url => url.DisplayText = "the chat")
            .WithoutHttpsCertificate() // plain HTTP only; avoids a warning about a missing development certificate
            .WithHttpHealthCheck("/health")
            .WithEnvironment("Chat__Node", endpoint.Name)
            .WithEnvironment("Chat__Address", endpoint.Host)
            .WithEnvironment("Chat__DashboardUrl", builder.Configuration["ASPNETCORE_URLS"])
            .WithEnvironment("OTEL_EXPORTER_OTLP_TIMEOUT", OtlpTimeoutMs)
            .WithEnvironment($"ConnectionStrings__{RedisResources.ConnectionName}", redis.ConnectionString)
            .WaitFor(redis.Resource);
}
