using System.Buffers;
using ChatAspire.Web.Contracts;
using ChatAspire.Web.RoomLog;
using ChatAspire.Web.Telemetry;

namespace ChatAspire.Web.Streaming;

/// <summary>
/// A subscriber's own loop: from its position in the log to the newest message, from the ring or, further behind, from Redis.
/// Joining, resuming, falling behind and a lost log are all handled by it.
/// </summary>
internal sealed class SubscriberSession(
    Subscriber subscriber, string room, Broadcaster broadcaster, LogChecks checks, MessageLog log, DeliveryRecorder recorder)
{
    /// <summary>Serves the subscriber, whose hello event is written, until its client disconnects.</summary>
    public async Task RunAsync()
    {
        var isOpen = await subscriber.FlushAsync();
        while (isOpen)
        {
            isOpen = broadcaster.Advance(subscriber) switch
            {
                ServingStep.Flush => await subscriber.FlushAsync(),
                ServingStep.ReadPage => await WritePageAsync(),
                ServingStep.Check => await AwaitCheckAsync(default),
                ServingStep.CheckClaim => await AwaitCheckAsync(new LogPosition(subscriber.Epoch!, subscriber.Seq)),
                _ => await subscriber.ReleasedAsync(),
            };
        }
    }

    /// <summary>
    /// The subscriber is ahead of this node: the log was lost, another node read it sooner, or its claim is false.
    /// A check that starts from now on decides; the subscriber waits for it.
    /// </summary>
    private async ValueTask<bool> AwaitCheckAsync(LogPosition claim)
    {
        if (subscriber.PendingCheck == 0)
        {
            subscriber.PendingCheck = checks.Request(claim);
        }

        return broadcaster.AwaitCheck(subscriber) switch
        {
            ServingStep.Held => await subscriber.ReleasedAsync(),
            _ => await subscriber.FlushAsync(),
        };
    }

    /// <summary>Writes a page of messages that are no longer in the ring.</summary>
    private async ValueTask<bool> WritePageAsync()
    {
        if (await ReadPageAsync() is not { } page)
        {
            return await AwaitCheckAsync(default);
        }

        if (page.From > subscriber.Seq + 1)
        {
            if (!subscriber.IsAtStart)
            {
                Write(SseFormat.Named("gap", new GapEvent(subscriber.Seq + 1, page.From - 1), ApiJson.Plain.GapEvent));
            }

            subscriber.Seq = page.From - 1;
        }

        // Not past the flushed messages: there the subscriber joins the live ones.
        var to = Math.Min(page.From + page.Bodies.Length - 1, broadcaster.FlushedSeq);
        subscriber.IsAtStart = false;
        while (subscriber.Seq < to)
        {
            subscriber.Seq++;
            Write(SseFormat.Message(page.Epoch!, subscriber.Seq, page.Bodies[subscriber.Seq - page.From]));
            recorder.CountCatchUp(1);
            if (subscriber.Output.UnflushedBytes > StreamLimits.CatchUpBytes && !await subscriber.FlushAsync())
            {
                return false;
            }
        }

        return await subscriber.FlushAsync();
    }

    /// <summary>Reads the page after the subscriber's position; null when Redis is unavailable or has moved to another epoch.</summary>
    private async Task<LogPage?> ReadPageAsync()
    {
        using var untraced = UntracedScope.Begin();
        try
        {
            var page = await log.ReadAsync(room, subscriber.Seq, StreamLimits.PageMessages).WaitAsync(RedisConnection.CommandTimeout);
            return page.Epoch == subscriber.Epoch ? page : null;
        }
        catch (Exception error) when (RedisErrors.IsUnavailable(error))
        {
            return null;
        }
    }

    private void Write(ReadOnlySpan<byte> bytes) => subscriber.Output.Write(bytes);
}
