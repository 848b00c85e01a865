using System.Diagnostics;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Steps;
using ChatAspire.Lab.Telemetry;
using ChatAspire.Lab.Walks;
using ChatAspire.Network.Walk;
using ChatAspire.Network.Walk.Output;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;
using ChatAspire.Provisioner.Progress;

namespace ChatAspire.Provisioner.Commands;

/// <summary>Runs a walk: writes its reports and, for a lab, sends its packets as spans to the lab's dashboard.</summary>
internal sealed class WalkRun(Target target, WalkOutput output, bool logRules)
{
    private readonly List<(string Host, Activity Span)> _spans = [];

    /// <summary>Runs the walk until it ends or is interrupted; an interrupted live walk still writes its result.</summary>
    /// <returns>The exit code; <see cref="ExitCodes.Failure"/> if a report has a verdict, that is, packets were lost.</returns>
    public async Task<int> RunAsync(WalkRequest request, CancellationToken cancellation)
    {
        await using var telemetry = new LabTelemetry();
        var (isLost, trace) = (false, "");
        using (var root = LabTrace.Run("walk", target.Lab?.Spec.Name ?? string.Join(' ', target.Names)))
        {
            await foreach (var report in FollowAsync(request, cancellation))
            {
                output.Write(report);
                _spans.AddRange(WalkSpans.Of(report, root?.Context ?? default));
                isLost |= report.Verdict is not null;
            }

            output.Finish();
            RecordedWalk.Close(root, _spans, isLost);
            trace = $"{root?.TraceId}";
        }

        if (cancellation.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }

        if (target.Lab is { } lab)
        {
            telemetry.Add(_spans);
            Terminal.WriteMessage(await SendAsync(telemetry, lab, cancellation) is { } reason
                ? $"The walk is not in the lab's dashboard: {reason}"
                : $"Trace: {ChatUrls.Trace(trace)} (while `chatlab dashboard` runs)");
        }

        return isLost ? ExitCodes.Failure : ExitCodes.Success;
    }

    /// <summary>Yields the walk's reports, and shows the steps of each on standard error until it is complete.</summary>
    private async IAsyncEnumerable<WalkReport> FollowAsync(
        WalkRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        using var progress = new WalkProgress(output);
        var context = new WalkContext(target.Scene, logRules, progress);
        await foreach (var report in request.RunAsync(target.Lab?.Spec, context, cancellation))
        {
            progress.Dispose();
            yield return report;
        }
    }

    private static async Task<string?> SendAsync(LabTelemetry telemetry, ConnectedLab lab, CancellationToken cancellation)
    {
        using var activity = ActivityLine.BeginOnTerminal("Sending the walk to the dashboard…");
        return await DashboardUpload.TrySendAsync(telemetry, lab, cancellation);
    }
}
