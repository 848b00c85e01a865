using System.Globalization;
using ChatAspire.Web.Contracts;
using ChatAspire.Web.Options;
using ChatAspire.Web.Streaming;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace ChatAspire.Web.Endpoints;

/// <summary><c>GET /api/rooms/{room}/events</c>: a room as Server-Sent Events, history first, then live.</summary>
internal sealed class EventsApi(FeedHub hub, ChatSettings settings)
{
    public async Task GetAsync(HttpContext context, string room)
    {
        if (!TryReader(context, room, out var reader, out var error))
        {
            await Problem.Of(400, error).ExecuteAsync(context);
            return;
        }

        if (hub.Enter(room, reader) is not { } feed)
        {
            await Problem.Unavailable(context, $"This node serves the {settings.MaxReaders} readers it may have; try another one.")
                .ExecuteAsync(context);
            return;
        }

        try
        {
            // A client that does not read is our own matter (StallSeconds), and is counted.
            context.Features.Get<IHttpMinResponseDataRateFeature>()?.MinDataRate = null;
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.CacheControl = "no-store";
            await using var gone = context.RequestAborted.UnsafeRegister(static reader => ((FeedReader)reader!).Close(), reader);
            await feed.ServeAsync(reader);
        }
        finally
        {
            reader.Close();
            hub.Leave(feed, reader);
        }
    }

    private static bool TryReader(HttpContext context, string room, out FeedReader reader, out string error)
    {
        var query = context.Request.Query;
        var name = query["name"].ToString() is { Length: > 0 } given ? given : null;
        var resume = context.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } id ? id : query["after"].ToString();
        Mark mark = default;
        long? tail = null;
        error = Limits.RoomError(room) ?? (name is null ? null : Limits.AuthorError(name)) ?? "";
        if (error.Length == 0 && resume.Length > 0 && !Mark.TryParse(resume, out mark))
        {
            error = "Last-Event-ID, or after, is the id of an event: EPOCH-SEQ.";
        }

        if (query.TryGetValue("tail", out var text))
        {
            tail = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
            error = tail is null ? "tail is how many of the newest messages to send first: a number from 0." : error;
        }

        reader = new FeedReader(context.Response.BodyWriter, name, context.Abort) { Epoch = mark.Epoch, Seq = mark.Seq, Tail = tail };
        return error.Length == 0;
    }
}
