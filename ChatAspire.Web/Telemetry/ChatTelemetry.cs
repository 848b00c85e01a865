using System.Diagnostics;
using System.Diagnostics.Metrics;
using ChatAspire.Web.Contracts;

namespace ChatAspire.Web.Telemetry;

/// <summary>The chat's own spans and measurements. Source and meter carry the application's name, by which they are collected.</summary>
internal sealed class ChatTelemetry : IDisposable
{
    private const string Name = "ChatAspire.Web";

    public static readonly ActivitySource Source = new(Name);

    private readonly Meter _meter;

    public ChatTelemetry(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        MessagesIn = _meter.CreateCounter<long>("chat.messages.in", "{message}", "Messages that clients posted and Redis has.");
        DeliveriesOut = _meter.CreateCounter<long>("chat.deliveries.out", "{message}", "Messages written to readers, each reader counted.");
        Readers = _meter.CreateUpDownCounter<long>("chat.readers", "{reader}", "Event streams open on this node.");
        ReadersDropped = _meter.CreateCounter<long>("chat.readers.dropped", "{reader}", "Readers disconnected because they read too slowly.");
        DeliveryLatency = _meter.CreateHistogram<double>("chat.delivery.latency", "s", "From a message's time header to its write to the room's live readers.");
    }

    public Counter<long> MessagesIn { get; }

    public Counter<long> DeliveriesOut { get; }

    public UpDownCounter<long> Readers { get; }

    public Counter<long> ReadersDropped { get; }

    public Histogram<double> DeliveryLatency { get; }

    public void Dispose() => _meter.Dispose();

    /// <summary>A span for a message's way into the log.</summary>
    public static Activity? StartPublish(string room)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var span = Source.StartActivity($"publish {room}", ActivityKind.Producer);
        Describe(span, room, "publish", "send");
        return span;
    }

    /// <summary>Whether anyone measures deliveries, so that what they need is kept.</summary>
    public bool WatchesDeliveries => DeliveryLatency.Enabled || Source.HasListeners();

    /// <summary>Records a message's delivery to this node's live readers, as part of the trace that its POST began.</summary>
    /// <param name="arrived">When the message came to this node.</param>
    public void RecordDelivery(string room, LogPosition position, StoredMessageHeader header, DateTimeOffset arrived, int readers)
    {
        DeliveryLatency.Record(Math.Max(0, (DateTimeOffset.UtcNow - header.At).TotalSeconds));
        if (!Source.HasListeners() || !ActivityContext.TryParse(header.Traceparent, null, isRemote: true, out var parent))
        {
            return;
        }

        using var span = Source.StartActivity($"process {room}", ActivityKind.Consumer, parent, startTime: arrived);
        Describe(span, room, "process", "process");
        span?.SetTag("messaging.message.id", position.ToString());
        span?.SetTag("chat.readers", readers);
    }

    /// <summary>The W3C traceparent of the current span; a fresh, unsampled one where nothing is traced, so that a packet can be found by it all the same.</summary>
    public static string Traceparent() => Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id }
        ? id
        : $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-00";

    // https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/
    private static void Describe(Activity? span, string room, string operation, string type)
    {
        span?.SetTag("messaging.system", "chat");
        span?.SetTag("messaging.destination.name", room);
        span?.SetTag("messaging.operation.name", operation);
        span?.SetTag("messaging.operation.type", type);
    }
}
