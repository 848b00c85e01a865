using System.Globalization;
using ChatAspire.Web.Contracts;
using ChatAspire.Web.Options;
using ChatAspire.Web.Streaming;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;

namespace ChatAspire.Web.Endpoints;

/// <summary><c>GET /api/rooms/{room}/events</c>: streams a room as Server-Sent Events, history first, then live.</summary>
internal sealed class EventStreamEndpoint(RoomStreamHub hub, IOptions<ChatOptions> options)
{
    /// <summary>Serves one event stream until the client disconnects.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var room = (string)context.GetRouteValue("room")!;
        if (!TryCreateSubscriber(context, room, out var subscriber, out var error))
        {
            await Problem.Of(StatusCodes.Status400BadRequest, error).ExecuteAsync(context);
            return;
        }

        if (hub.Subscribe(room, subscriber) is not { } stream)
        {
            var full = $"This node already serves its maximum of {options.Value.MaxReaders} readers; try another one.";
            await Problem.Unavailable(context, full).ExecuteAsync(context);
            return;
        }

        try
        {
            // Turns off Kestrel's minimum data rate, because the chat disconnects slow clients itself, after StallSeconds, and counts them.
            context.Features.Get<IHttpMinResponseDataRateFeature>()?.MinDataRate = null;
            context.Response.ContentType = "text/event-stream";
            // A proxy must neither buffer nor compress the stream. X-Accel-Buffering is nginx's own header.
            context.Response.Headers.CacheControl = "no-cache, no-store, no-transform";
            context.Response.Headers["X-Accel-Buffering"] = "no";
            await using var abort = context.RequestAborted.UnsafeRegister(
                static subscriber => ((Subscriber)subscriber!).Close(), subscriber);
            await stream.ServeAsync(subscriber);
        }
        finally
        {
            subscriber.Close();
            hub.Unsubscribe(stream, subscriber);
        }
    }

    private static bool TryCreateSubscriber(HttpContext context, string room, out Subscriber subscriber, out string error)
    {
        var query = context.Request.Query;
        var name = query["name"].ToString() is { Length: > 0 } given ? given : null;
        var resume = context.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } id ? id : query["after"].ToString();
        LogPosition position = default;
        long? tail = null;
        error = RequestLimits.RoomError(room) ?? (name is null ? null : RequestLimits.AuthorError(name)) ?? "";
        if (error.Length == 0 && resume.Length > 0 && !LogPosition.TryParse(resume, out position))
        {
            error = "Last-Event-ID, or the query parameter \"after\", must be the id of an event: EPOCH-SEQ.";
        }

        if (query.TryGetValue("tail", out var text))
        {
            tail = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
            error = tail is null ? "tail must be a number, 0 or greater: how many of the newest messages to send first." : error;
        }

        subscriber = new Subscriber(ConnectionOf(context), name)
        {
            Epoch = position.Epoch,
            Seq = position.Seq,
            Tail = tail,
        };
        return error.Length == 0;
    }

    private static SubscriberConnection ConnectionOf(HttpContext context)
    {
        var features = context.Features;
        var socket = features.Get<ITlsHandshakeFeature>() is null ? features.Get<IConnectionSocketFeature>()?.Socket : null;
        socket?.Blocking = false; // Send then returns at once with what fits; Kestrel's own calls never block
        return new SubscriberConnection(
            context.Response.BodyWriter, socket, HttpProtocol.IsHttp11(context.Request.Protocol), context.Abort);
    }
}
