using System.Diagnostics;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;
using ChatAspire.Lab.Telemetry;
using ChatAspire.Network.Walk;
using ChatAspire.Network.Walk.Output;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Lab.Walks;

/// <summary>The reports of a walk, and its trace in a dashboard.</summary>
/// <param name="Trace">The id of the trace.</param>
/// <param name="NotSent">The reason why the dashboard does not have the trace; null if it has.</param>
internal sealed record RecordedWalk(IReadOnlyList<WalkReport> Reports, string Trace, string? NotSent)
{
    /// <summary>True if packets were lost.</summary>
    public bool IsLost => Reports.Any(report => report.Verdict is not null);

    /// <summary>Runs a walk on a lab, and sends its packets as spans to the lab's dashboard.</summary>
    public static Task<RecordedWalk> RunAsync(ConnectedLab lab, WalkRequest request, CancellationToken cancellation) => RunAsync(
        lab.Spec, lab.Spec.Name, LabScene.Of(lab.Spec, lab.Hosts), request,
        telemetry => DashboardUpload.TrySendAsync(telemetry, lab, cancellation), cancellation);

    /// <summary>Runs a walk on hosts of no lab, and sends its packets as spans.</summary>
    /// <param name="name">The name of the hosts in the trace.</param>
    /// <param name="send">Sends the spans, and returns the reason if it cannot.</param>
    public static Task<RecordedWalk> RunAsync(
        WalkScene scene, string name, WalkRequest request, Func<LabTelemetry, Task<string?>> send, CancellationToken cancellation) =>
        RunAsync(null, name, scene, request, send, cancellation);

    /// <summary>
    /// Narrows the root span to the packets: in a view that begins with the seconds of preparation, microseconds would
    /// be invisible.
    /// </summary>
    public static void Close(Activity? root, List<(string Host, Activity Span)> spans, bool isLost)
    {
        if (spans.Count > 0)
        {
            root?.SetStartTime(spans.Min(span => span.Span.StartTimeUtc)).SetEndTime(
                spans.Max(span => span.Span.StartTimeUtc + span.Span.Duration));
        }

        root?.SetStatus(isLost ? ActivityStatusCode.Error : ActivityStatusCode.Ok);
    }

    private static async Task<RecordedWalk> RunAsync(
        LabSpec? spec, string name, WalkScene scene, WalkRequest request, Func<LabTelemetry, Task<string?>> send,
        CancellationToken cancellation)
    {
        await using var telemetry = new LabTelemetry();
        var reports = new List<WalkReport>();
        var spans = new List<(string Host, Activity Span)>();
        var trace = "";
        using (var root = LabTrace.Run("walk", name))
        {
            var context = new WalkContext(scene, LogRules: false, new Progress<WalkEvent>());
            await foreach (var report in request.RunAsync(spec, context, cancellation))
            {
                reports.Add(report);
                spans.AddRange(WalkSpans.Of(report, root?.Context ?? default));
            }

            Close(root, spans, reports.Any(report => report.Verdict is not null));
            trace = $"{root?.TraceId}";
        }

        telemetry.Add(spans);
        return new RecordedWalk(reports, trace, await send(telemetry));
    }
}
