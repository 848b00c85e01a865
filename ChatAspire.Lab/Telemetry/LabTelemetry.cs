using System.Diagnostics;
using ChatAspire.Lab.Steps;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ChatAspire.Lab.Telemetry;

/// <summary>
/// Records the spans of a run. They are exported during the run if <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set. They are also collected
/// for <see cref="SendTo"/>, because the lab's own dashboard may be available only at the end of the run.
/// </summary>
internal sealed class LabTelemetry : IAsyncDisposable
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(5);

    private readonly TracerProvider _provider;
    private readonly List<Activity> _spans = [];
    private readonly List<(string Host, Activity Span)> _hostSpans = [];

    public LabTelemetry()
    {
        var builder = Provider(Service).AddSource(LabTrace.SourceName).AddProcessor(new Collector(_spans));
        _provider = (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 }
            ? builder.AddOtlpExporter()
            : builder).Build();
    }

    /// <summary>Sends the spans to a dashboard, one resource (this program, each host) after another; waits up to 5 s for each.</summary>
    /// <param name="endpoint">The OTLP endpoint, as reached from this machine.</param>
    /// <param name="headers">Headers in the form of <c>OTEL_EXPORTER_OTLP_HEADERS</c>: <c>x-otlp-api-key=…</c>.</param>
    public void SendTo(Uri endpoint, OtlpExportProtocol protocol, string headers)
    {
        List<Activity> own;
        lock (_spans)
        {
            own = [.. _spans];
        }

        Send(Service, own);
        foreach (var host in _hostSpans.GroupBy(span => span.Host))
        {
            Send(host.Key, [.. host.Select(span => span.Span)]);
        }

        void Send(string service, List<Activity> spans)
        {
            var exporter = new OtlpTraceExporter(new OtlpExporterOptions { Endpoint = endpoint, Protocol = protocol, Headers = headers });
            // The queue is large enough for all spans, because a full queue drops further spans.
            using var processor = new BatchActivityExportProcessor(exporter, maxQueueSize: Math.Max(2048, spans.Count));
            using var sender = Provider(service).AddProcessor(processor).Build();
            spans.ForEach(processor.OnEnd);
            processor.ForceFlush((int)FlushTimeout.TotalMilliseconds);
        }
    }

    /// <summary>Adds spans of hosts; <see cref="SendTo"/> sends each span with its host as the resource.</summary>
    public void Add(IEnumerable<(string Host, Activity Span)> spans) => _hostSpans.AddRange(spans);

    public ValueTask DisposeAsync()
    {
        _provider.ForceFlush((int)FlushTimeout.TotalMilliseconds);
        _provider.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Service => Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME") ?? "chatlab";

    private static TracerProviderBuilder Provider(string service) => Sdk.CreateTracerProviderBuilder()
        // The instance id is not random, so that a host is the same resource in all runs.
        .ConfigureResource(resource => resource.AddService(service, serviceInstanceId: service));

    private sealed class Collector(List<Activity> spans) : BaseProcessor<Activity>
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
