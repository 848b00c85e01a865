using ChatAspire.Web.Contracts;
using ChatAspire.Web.Endpoints;
using ChatAspire.Web.Options;
using ChatAspire.Web.RoomLog;
using ChatAspire.Web.Streaming;
using ChatAspire.Web.Telemetry;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ChatAspire.Web;

/// <summary>Registers the services of the chat and configures its server.</summary>
internal static class ChatServices
{
    /// <summary>Adds the chat.</summary>
    public static void AddChat(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddChatOptions()
            .AddSingleton<ChatTelemetry>()
            .AddSingleton<MessageLog>()
            .AddSingleton<RoomRegistry>()
            .AddSingleton<KnownPositions>()
            .AddSingleton<RedisHealthMonitor>().AddHostedService(services => services.GetRequiredService<RedisHealthMonitor>())
            .AddSingleton<MessagePublisher>()
            .AddSingleton<TypingPublisher>()
            .AddSingleton<PresenceStore>()
            .AddSingleton<PresenceSynchronizer>()
            .AddSingleton<RoomStreamServices>()
            .AddSingleton<RoomStreamHub>().AddHostedService(services => services.GetRequiredService<RoomStreamHub>())
            .AddSingleton<EventStreamEndpoint>()
            .AddPostRateLimiter()
            .AddProblemDetails();

        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestLimits.MaxBody;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            // One protocol, unencrypted, so that a packet capture shows the messages as sent.
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
    }
}
