using System.Buffers;
using ChatAspire.Web.Contracts;
using ChatAspire.Web.RoomLog;
using ChatAspire.Web.Telemetry;

namespace ChatAspire.Web.Streaming;

/// <summary>
/// A subscriber's own loop. It brings the subscriber from its position in the log to the newest message, with messages from the ring or,
/// when further behind, from Redis. It handles joining, resuming, falling behind and a lost log alike.
/// </summary>
internal sealed class SubscriberSession(
    Subscriber subscriber, string room, Broadcaster broadcaster, LogChecks checks, MessageLog log, DeliveryRecorder recorder)
{
    /// <summary>Sends the hello event, which must already be written, and serves the subscriber until its client disconnects.</summary>
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
    /// Waits for a check of the log, and requests one unless one is pending for this subscriber. A subscriber is ahead of this node because
    /// the log was lost, another node read it sooner, or the claim is false; the check decides which.
    /// </summary>
    /// <returns>False when the client is gone.</returns>
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

    /// <summary>Writes a page of messages that are no longer in the ring; waits for a check when the page cannot be read.</summary>
    /// <returns>False when the client is gone.</returns>
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

        // Stops at the newest flushed message, because from there the pump writes to the subscriber.
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
