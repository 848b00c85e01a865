using System.Globalization;
using ChatAspire.Web.Contracts;
using ChatAspire.Web.Options;
using ChatAspire.Web.Streaming;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace ChatAspire.Web.Endpoints;

/// <summary><c>GET /api/rooms/{room}/events</c>: a room as Server-Sent Events, history first, then live.</summary>
internal sealed class EventStreamEndpoint(RoomStreamHub hub, ChatOptions options)
{
    public async Task GetAsync(HttpContext context, string room)
    {
        if (!TryCreateSubscriber(context, room, out var subscriber, out var error))
        {
            await Problem.Of(400, error).ExecuteAsync(context);
            return;
        }

        if (hub.Subscribe(room, subscriber) is not { } stream)
        {
            await Problem.Unavailable(context, $"This node serves the {options.MaxReaders} readers it may have; try another one.")
                .ExecuteAsync(context);
            return;
        }

        try
        {
            // A client that does not read is our own matter (StallSeconds), and is counted.
            context.Features.Get<IHttpMinResponseDataRateFeature>()?.MinDataRate = null;
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.CacheControl = "no-store";
            await using var gone = context.RequestAborted.UnsafeRegister(static subscriber => ((Subscriber)subscriber!).Close(), subscriber);
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
            error = "Last-Event-ID, or after, is the id of an event: EPOCH-SEQ.";
        }

        if (query.TryGetValue("tail", out var text))
        {
            tail = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
            error = tail is null ? "tail is how many of the newest messages to send first: a number from 0." : error;
        }

        subscriber = new Subscriber(context.Response.BodyWriter, name, context.Abort) { Epoch = position.Epoch, Seq = position.Seq, Tail = tail };
        return error.Length == 0;
    }
}
