using Aspire.StackExchange.Redis;
using ChatAspire.Web.Contracts;
using ChatAspire.Web.Endpoints;
using ChatAspire.Web.Options;
using ChatAspire.Web.RoomLog;
using ChatAspire.Web.Streaming;
using ChatAspire.Web.Telemetry;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using StackExchange.Redis;

namespace ChatAspire.Web;

/// <summary>The service registrations of the chat, and the settings of its server.</summary>
internal static class ChatServices
{
    /// <summary>Adds the chat's services, and configures Kestrel for HTTP/1.1 with small buffers and bodies.</summary>
    public static void AddChat(this WebApplicationBuilder builder)
    {
        builder.AddRedis();
        builder.Services
            .AddChatOptions()
            .AddSingleton<ChatTelemetry>()
            .AddSingleton<MessageLog>()
            .AddSingleton<RoomRegistry>()
            .AddSingleton<KnownPositions>()
            .AddSingleton<RedisDiagnosis>()
            .AddSingleton<RedisHealthMonitor>().AddHostedService(services => services.GetRequiredService<RedisHealthMonitor>())
            .AddSingleton<ReplicaConfirmation>().AddHostedService(services => services.GetRequiredService<ReplicaConfirmation>())
            .AddSingleton<MessagePublisher>()
            .AddSingleton<TypingPublisher>()
            .AddSingleton<PresenceStore>()
            .AddSingleton<PresenceSynchronizer>()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<FlushLoad>()
            .AddSingleton<RoomStreamServices>()
            .AddSingleton<RoomStreamHub>().AddHostedService(services => services.GetRequiredService<RoomStreamHub>())
            .AddSingleton<EventStreamEndpoint>()
            .AddPostRateLimiter()
            .AddProblemDetails();

        builder.WebHost.UseSockets(sockets =>
        {
            sockets.UnsafePreferInlineScheduling = true;
            sockets.MaxWriteBufferSize = StreamLimits.ResponseBufferBytes;
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestLimits.MaxBody;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            // HTTP/1.1 only: a packet capture of plain HTTP then shows the messages as they were sent.
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
    }

    private static void AddRedis(this WebApplicationBuilder builder)
    {
        var sockets = new RedisSockets();
        builder.Services.AddSingleton(sockets);
        builder.AddRedisClient("redis", Configure, options => RedisConnection.Configure(options, sockets));
        builder.AddKeyedRedisClient(
            ReplicaConfirmation.ConnectionName,
            settings =>
            {
                Configure(settings);
                settings.ConnectionString = builder.Configuration.GetConnectionString("redis");
            },
            options => RedisConnection.Configure(options, sockets));
        builder.Services.AddKeyedSingleton(
            ReplicaConfirmation.ConnectionName,
            (services, key) => new Lazy<IConnectionMultiplexer>(() => services.GetRequiredKeyedService<IConnectionMultiplexer>(key)));
        builder.Services.WaitForSentinels();
        builder.Services.AddHealthChecks().AddCheck<RedisHealthCheck>("redis");
    }

    private static void Configure(StackExchangeRedisSettings settings)
    {
        settings.DisableTracing = true; // AddServiceDefaults traces the commands
        settings.DisableHealthChecks = true; // RedisHealthCheck replaces it and also reports the reason
    }
}
