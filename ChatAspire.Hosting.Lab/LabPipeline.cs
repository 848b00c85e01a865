using Aspire.Hosting.Pipelines;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;
using Microsoft.Extensions.Logging;

namespace ChatAspire.Hosting.Lab;

/// <summary>Adds the lab to Aspire's pipeline: <c>aspire deploy</c> creates the lab, <c>aspire destroy</c> removes it.</summary>
#pragma warning disable ASPIREPIPELINES001 // the pipeline is experimental in Aspire 13.6
internal static partial class LabPipeline
{
    /// <summary>Adds the pipeline steps <c>lab-up</c> and <c>lab-down</c>.</summary>
    public static void AddLabSteps(this IDistributedApplicationBuilder builder, LabSession lab)
    {
        builder.Pipeline.AddStep("lab-up", step => UpAsync(lab, step),
            dependsOn: WellKnownPipelineSteps.DeployPrereq, requiredBy: WellKnownPipelineSteps.Deploy);
        builder.Pipeline.AddStep("lab-down", step => RunAsync(() => lab.DownAsync(Report(step), step.CancellationToken)),
            dependsOn: WellKnownPipelineSteps.DestroyPrereq, requiredBy: WellKnownPipelineSteps.Destroy);
    }

    private static Task UpAsync(LabSession lab, PipelineStepContext step) => RunAsync(async () =>
    {
        var (_, hosts) = await lab.UpAsync(Report(step), retain: false, step.CancellationToken);
        foreach (var chat in lab.Spec.Chat)
        {
            step.Summary.Add(chat.Name, $"{hosts.Single(host => host.Name == chat.Host).Published[chat.Publish]}");
        }
    });

    // Aspire shows only the message of a failed pipeline step, so the error's hint is made part of the message.
    private static async Task RunAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception e) when (e is UserErrorException or AggregateException)
        {
            throw new UserErrorException(ErrorText.Of(e), inner: e);
        }
    }

    private static Action<LabEvent> Report(PipelineStepContext step) => labEvent =>
    {
        foreach (var line in StepLines.Of(labEvent, explain: false))
        {
            LogLine(step.Logger, line.Text);
        }
    };

    [LoggerMessage(LogLevel.Information, "{Line}")]
    private static partial void LogLine(ILogger logger, string line);
}
