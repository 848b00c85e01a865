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
/// <param name="Trace">The trace id, in hexadecimal.</param>
/// <param name="NotSent">The reason why the trace was not sent to the dashboard; null if it was sent.</param>
internal sealed record RecordedWalk(IReadOnlyList<WalkReport> Reports, string Trace, string? NotSent)
{
    /// <summary>True if a walk has a verdict: its packets did not arrive.</summary>
    public bool IsLost => Reports.Any(report => report.Verdict is not null);

    /// <summary>Runs a walk on a lab, and sends its packets as spans to the lab's dashboard.</summary>
    public static Task<RecordedWalk> RunAsync(ConnectedLab lab, WalkRequest request, CancellationToken cancellation) => RunAsync(
        lab.Spec, lab.Spec.Name, LabScene.Of(lab.Spec, lab.Hosts), request,
        telemetry => DashboardUpload.TrySendAsync(telemetry, lab, cancellation), cancellation);

    /// <summary>Runs a walk on hosts outside a lab, and sends its packets as spans.</summary>
    /// <param name="name">The value of the root span's tag <c>lab.name</c>.</param>
    /// <param name="send">Sends the spans; returns the reason for a failure, or null on success.</param>
    public static Task<RecordedWalk> RunAsync(
        WalkScene scene, string name, WalkRequest request, Func<LabTelemetry, Task<string?>> send, CancellationToken cancellation) =>
        RunAsync(null, name, scene, request, send, cancellation);

    /// <summary>
    /// Sets the root span's start, end and status. The span covers only the packets, because in a view that also shows the seconds of
    /// preparation, the microseconds between packets would be invisible.
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
