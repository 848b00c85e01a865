namespace ChatAspire.Web.Endpoints;

/// <summary>The routes of the chat's HTTP interface.</summary>
internal static class ChatEndpoints
{
    /// <summary>Maps all routes below <c>/api</c>.</summary>
    public static void MapChat(this WebApplication app)
    {
        var api = app.MapGroup("/api").AddEndpointFilter<RedisUnavailableFilter>();
        api.MapGet("/node", RoomEndpoints.GetNode);
        api.MapGet("/rooms", RoomEndpoints.ListAsync);

        var room = api.MapGroup("/rooms/{room}").AddEndpointFilter<RoomNameFilter>().AddEndpointFilter<RequestBodyFilter>();
        room.MapGet("/messages", MessageEndpoints.GetHistoryAsync);
        room.MapPost("/messages", MessageEndpoints.PostAsync).RequireRateLimiting(PostRateLimiter.Policy);
        room.MapPost("/typing", RoomEndpoints.PostTypingAsync).RequireRateLimiting(PostRateLimiter.Policy);

        // Outside the groups and without middleware, because each filter and middleware would hold 1 KiB per open stream.
        app.MapGet(
                "/api/rooms/{room}/events",
                (RequestDelegate)(context => app.Services.GetRequiredService<EventStreamEndpoint>().HandleAsync(context)))
            .ShortCircuit();
    }
}
