using System.Diagnostics;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Steps;
using ChatAspire.Lab.Telemetry;
using ChatAspire.Network.Walk;
using ChatAspire.Network.Walk.Output;

namespace ChatAspire.Lab.Walks;

/// <summary>The reports of a walk, and its trace in the lab's dashboard.</summary>
/// <param name="Trace">The id of the trace.</param>
/// <param name="NotSent">The reason why the lab's dashboard does not have the trace; null if it has.</param>
internal sealed record LabWalkResult(IReadOnlyList<WalkReport> Reports, string Trace, string? NotSent)
{
    /// <summary>True if packets were lost.</summary>
    public bool IsLost => Reports.Any(report => report.Verdict is not null);
}

/// <summary>Runs a walk on a lab, and sends its packets as spans to the lab's dashboard.</summary>
internal static class LabWalk
{
    /// <param name="progress">Receives each step when it begins.</param>
    public static async Task<LabWalkResult> RunAsync(
        ConnectedLab lab, WalkRequest request, IProgress<WalkEvent> progress, CancellationToken cancellation)
    {
        await using var telemetry = new LabTelemetry();
        var reports = new List<WalkReport>();
        var spans = new List<(string Host, Activity Span)>();
        var trace = "";
        using (var root = LabTrace.Run("walk", lab.Spec.Name))
        {
            var context = new WalkContext(LabScene.Of(lab.Spec, lab.Hosts), LogRules: false, progress);
            await foreach (var report in request.RunAsync(lab.Spec, context, cancellation))
            {
                reports.Add(report);
                spans.AddRange(WalkSpans.Of(report, root?.Context ?? default));
            }

            Close(root, spans, reports.Any(report => report.Verdict is not null));
            trace = $"{root?.TraceId}";
        }

        telemetry.Add(spans);
        return new LabWalkResult(reports, trace, await DashboardUpload.TrySendAsync(telemetry, lab, cancellation));
    }

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
}
