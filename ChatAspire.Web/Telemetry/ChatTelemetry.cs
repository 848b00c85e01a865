using System.Diagnostics;
using System.Diagnostics.Metrics;
using ChatAspire.Web.Contracts;

namespace ChatAspire.Web.Telemetry;

/// <summary>The chat's own spans and metrics. AddServiceDefaults collects the source and the meter named after the application.</summary>
internal sealed class ChatTelemetry : IDisposable
{
    private const string Name = "ChatAspire.Web";

    public static readonly ActivitySource Source = new(Name);

    private readonly Meter _meter;

    public ChatTelemetry(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        MessagesIn = _meter.CreateCounter<long>("chat.messages.in", "{message}", "Messages posted by clients and stored in Redis.");
        DeliveriesOut = _meter.CreateCounter<long>(
            "chat.deliveries.out", "{message}", "Messages written to readers, counted once per reader.");
        Readers = _meter.CreateUpDownCounter<long>("chat.readers", "{reader}", "Event streams open on this node.");
        ReadersDropped = _meter.CreateCounter<long>(
            "chat.readers.dropped", "{reader}", "Readers disconnected because they read too slowly.");
        DeliveryLatency = _meter.CreateHistogram<double>(
            "chat.delivery.latency", "s", "Time from a message's timestamp to its write to the room's live readers.");
    }

    public Counter<long> MessagesIn { get; }

    public Counter<long> DeliveriesOut { get; }

    public UpDownCounter<long> Readers { get; }

    public Counter<long> ReadersDropped { get; }

    public Histogram<double> DeliveryLatency { get; }

    public void Dispose() => _meter.Dispose();

    /// <summary>Starts the span that covers writing a message to the log; returns null when nothing listens to spans.</summary>
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

    /// <summary>True when deliveries are measured or traced, so that arrivals must be recorded.</summary>
    public bool WatchesDeliveries => DeliveryLatency.Enabled || Source.HasListeners();

    /// <summary>Records a message's delivery to this node's live subscribers, as part of the trace of its POST.</summary>
    /// <param name="arrived">The time at which the message reached this node.</param>
    public void RecordDelivery(string room, LogPosition position, StoredMessageHeader header, DateTimeOffset arrived, int subscribers)
    {
        DeliveryLatency.Record(Math.Max(0, (DateTimeOffset.UtcNow - header.At).TotalSeconds));
        if (!Source.HasListeners() || !ActivityContext.TryParse(header.Traceparent, null, isRemote: true, out var parent))
        {
            return;
        }

        using var span = Source.StartActivity($"process {room}", ActivityKind.Consumer, parent, startTime: arrived);
        Describe(span, room, "process", "process");
        span?.SetTag("messaging.message.id", position.ToString());
        span?.SetTag("chat.readers", subscribers);
    }

    /// <summary>
    /// Returns the W3C traceparent of the current span. Without a span it creates an unsampled one, because a walk finds a message's
    /// packets by its traceparent.
    /// </summary>
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
