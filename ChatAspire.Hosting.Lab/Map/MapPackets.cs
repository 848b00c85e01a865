using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using ChatAspire.Hosting.Lab.Observation;
using ChatAspire.Lab.Walks;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Walk;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Output.Json;

namespace ChatAspire.Hosting.Lab.Map;

/// <summary>Follows existing traffic for one page of the map at a time, because captures load the hosts.</summary>
internal sealed partial class MapPackets(LabResource lab, LabWatch watch)
{
    /// <summary>The maximum number of packets that wait to be sent to a page; a page that cannot keep up loses the oldest.</summary>
    private const int MaxPending = 500;

    private const int MaxPackets = 10_000;
    private static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(5);

    private int _pages;

    /// <summary>
    /// Yields <c>listening</c> once all captures run, then packets (<c>packet</c>) until the page is closed or a limit is reached, and
    /// finally <c>ended</c>; or <c>failed</c> with the reason.
    /// </summary>
    public async IAsyncEnumerable<SseItem<string>> FollowAsync(
        string from, string to, [EnumeratorCancellation] CancellationToken closed)
    {
        var items = Channel.CreateBounded<SseItem<string>>(
            new BoundedChannelOptions(MaxPending) { FullMode = BoundedChannelFullMode.DropOldest });
        var running = RunAsync(from, to, items.Writer, closed);
        try
        {
            await foreach (var item in items.Reader.ReadAllAsync(closed))
            {
                yield return item;
            }
        }
        finally
        {
            await running; // returns after the captures on the hosts have ended
        }
    }

    private async Task RunAsync(string from, string to, ChannelWriter<SseItem<string>> items, CancellationToken closed)
    {
        if (Interlocked.CompareExchange(ref _pages, 1, 0) != 0)
        {
            items.TryWrite(new("Another page watches packets already: stop it there first.", "failed"));
            items.Complete();
            return;
        }

        try
        {
            var limits = new LiveLimits(MaxPackets, MaxTime, "") { IsPrompt = true };
            var request = WalkRequest.Create(from, to, [], null, null, null, limits);
            await using var connected = await lab.Session.OpenAsync(closed);
            var context = new WalkContext(
                LabScene.Of(lab.Session.Spec, connected.Hosts), LogRules: false, new EventWriter(items, watch.Dashboard));
            await foreach (var _ in request.RunAsync(lab.Session.Spec, context, closed))
            {
            }

            items.TryWrite(new("", "ended"));
        }
        catch (UserErrorException e)
        {
            items.TryWrite(new(ErrorText.Of(e), "failed"));
        }
        catch (OperationCanceledException)
        {
            // The page was closed before the captures ran.
        }
        finally
        {
            Volatile.Write(ref _pages, 0);
            items.Complete();
        }
    }

    /// <summary>Converts events of the walk to events of the page, synchronously, so that they stay in order.</summary>
    private sealed class EventWriter(ChannelWriter<SseItem<string>> items, DashboardLink dashboard) : IProgress<WalkEvent>
    {
        public void Report(WalkEvent value)
        {
            if (value is WalkEvent.Following)
            {
                items.TryWrite(new("", "listening"));
            }
            else if (value is WalkEvent.PacketFollowed { Number: var number, Walk: var walk })
            {
                var trace = TraceOf(walk.Packet) is { } id ? dashboard.TraceUrl(id) : null;
                var line = WalkJson.Line(number, walk);
                items.TryWrite(new($$"""{"trace":{{JsonSerializer.Serialize(trace?.ToString())}},"line":{{line}}}""", "packet"));
            }
        }
    }

    /// <summary>Returns the trace id of the message that a packet carries; null if it carries none.</summary>
    private static string? TraceOf(Packet packet) =>
        TraceParent().Match(Encoding.Latin1.GetString(packet.Payload.Span)) is { Success: true } found ? found.Groups[1].Value : null;

    // 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
    [GeneratedRegex("00-([0-9a-f]{32})-[0-9a-f]{16}-0[01]")]
    private static partial Regex TraceParent();
}
