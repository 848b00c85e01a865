using ChatAspire.Web.Contracts;
using ChatAspire.Web.Endpoints;
using ChatAspire.Web.Options;
using ChatAspire.Web.RoomLog;
using ChatAspire.Web.Streaming;
using ChatAspire.Web.Telemetry;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ChatAspire.Web;

/// <summary>What the chat is made of, and where it answers.</summary>
internal static class Chat
{
    /// <summary>Adds the chat's parts.</summary>
    /// <exception cref="SettingException">A setting is missing or wrong.</exception>
    public static void AddChat(this WebApplicationBuilder builder)
    {
        var options = ChatOptions.Read(builder.Configuration);
        builder.Services
            .AddSingleton(options)
            .AddSingleton<ChatTelemetry>()
            .AddSingleton<MessageLog>()
            .AddSingleton<RoomRegistry>()
            .AddSingleton<RedisHealthMonitor>().AddHostedService(services => services.GetRequiredService<RedisHealthMonitor>())
            .AddSingleton<Presence>()
            .AddSingleton<RoomStreamServices>()
            .AddSingleton<RoomStreamHub>().AddHostedService(services => services.GetRequiredService<RoomStreamHub>())
            .AddSingleton<MessagesApi>()
            .AddSingleton<EventStreamEndpoint>()
            .AddSingleton<RoomsApi>()
            .AddPostRateLimiter(options)
            .AddProblemDetails();

        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestLimits.MaxBody;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            // One protocol, in clear: what a packet capture shows is what was sent.
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
    }

    /// <summary>Maps the chat's addresses.</summary>
    public static void MapChat(this WebApplication app)
    {
        var messages = app.Services.GetRequiredService<MessagesApi>();
        var events = app.Services.GetRequiredService<EventStreamEndpoint>();
        var rooms = app.Services.GetRequiredService<RoomsApi>();

        app.MapGet("/api/node", rooms.Node);
        app.MapGet("/api/rooms", (Delegate)rooms.ListAsync);
        app.MapGet("/api/rooms/{room}/messages", messages.GetAsync);
        app.MapPost("/api/rooms/{room}/messages", messages.PostAsync).RequireRateLimiting(PostRateLimiter.Policy);
        app.MapPost("/api/rooms/{room}/typing", rooms.TypingAsync).RequireRateLimiting(PostRateLimiter.Policy);
        // Straight to the endpoint: what stands between would wait as long as the stream, and cost every reader 1 KiB.
        app.MapGet("/api/rooms/{room}/events", events.GetAsync).ShortCircuit();

        // Before the server drains its requests: an event stream would never end by itself.
        app.Lifetime.ApplicationStopping.Register(app.Services.GetRequiredService<RoomStreamHub>().CloseSubscribers);
    }
}
