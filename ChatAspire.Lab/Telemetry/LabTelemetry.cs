using System.Diagnostics;
using ChatAspire.Lab.Steps;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ChatAspire.Lab.Telemetry;

/// <summary>
/// The run's spans: at once to <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> where that is set, and kept, because the lab's own
/// dashboard may stand only at the end.
/// </summary>
internal sealed class LabTelemetry : IAsyncDisposable
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(5);

    private readonly TracerProvider _provider;
    private readonly List<Activity> _spans = [];
    private readonly List<(string Host, Activity Span)> _others = [];

    public LabTelemetry()
    {
        var builder = Provider(Service).AddSource(LabTrace.SourceName).AddProcessor(new Keeper(_spans));
        _provider = (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 }
            ? builder.AddOtlpExporter()
            : builder).Build();
    }

    /// <summary>Sends what was kept to a dashboard.</summary>
    /// <param name="endpoint">Its OTLP/gRPC or HTTP endpoint, as seen from here.</param>
    /// <param name="headers">As <c>OTEL_EXPORTER_OTLP_HEADERS</c>: <c>x-otlp-api-key=…</c>.</param>
    public void SendTo(Uri endpoint, OtlpExportProtocol protocol, string headers)
    {
        List<Activity> own;
        lock (_spans)
        {
            own = [.. _spans];
        }

        Send(Service, own);
        foreach (var host in _others.GroupBy(span => span.Host))
        {
            Send(host.Key, [.. host.Select(span => span.Span)]);
        }

        void Send(string service, List<Activity> spans)
        {
            var exporter = new OtlpTraceExporter(new OtlpExporterOptions { Endpoint = endpoint, Protocol = protocol, Headers = headers });
            // All at once: a queue that is full drops what comes.
            using var processor = new BatchActivityExportProcessor(exporter, maxQueueSize: Math.Max(2048, spans.Count));
            using var sender = Provider(service).AddProcessor(processor).Build();
            spans.ForEach(processor.OnEnd);
            processor.ForceFlush((int)FlushTimeout.TotalMilliseconds);
        }
    }

    /// <summary>Spans of what hosts did, each to be sent in its host's name.</summary>
    public void Add(IEnumerable<(string Host, Activity Span)> spans) => _others.AddRange(spans);

    public ValueTask DisposeAsync()
    {
        _provider.ForceFlush((int)FlushTimeout.TotalMilliseconds);
        _provider.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Service => Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME") ?? "chatlab";

    private static TracerProviderBuilder Provider(string service) => Sdk.CreateTracerProviderBuilder()
        // One resource a host, however many runs tell of it.
        .ConfigureResource(resource => resource.AddService(service, serviceInstanceId: service));

    private sealed class Keeper(List<Activity> spans) : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            lock (spans)
            {
                spans.Add(data);
            }
        }
    }
}
