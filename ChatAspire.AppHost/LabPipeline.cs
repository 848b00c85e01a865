using Aspire.Hosting.Pipelines;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;
using Microsoft.Extensions.Logging;

namespace ChatAspire.AppHost;

/// <summary><c>aspire deploy</c> makes the lab, <c>aspire destroy</c> takes it away.</summary>
#pragma warning disable ASPIREPIPELINES001 // the pipeline is experimental in Aspire 13.5; nothing else of it is used
internal static partial class LabPipeline
{
    /// <summary>Adds the two steps.</summary>
    public static void AddLabSteps(this IDistributedApplicationBuilder builder, LabSession lab)
    {
        builder.Pipeline.AddStep("lab-up", step => UpAsync(lab, step),
            dependsOn: WellKnownPipelineSteps.DeployPrereq, requiredBy: WellKnownPipelineSteps.Deploy);
        builder.Pipeline.AddStep("lab-down", step => RunAsync(() => lab.DownAsync(Tell(step), step.CancellationToken)),
            dependsOn: WellKnownPipelineSteps.DestroyPrereq, requiredBy: WellKnownPipelineSteps.Destroy);
    }

    private static Task UpAsync(LabSession lab, PipelineStepContext step) => RunAsync(async () =>
    {
        var (_, hosts) = await lab.UpAsync(Tell(step), retain: false, step.CancellationToken);
        foreach (var chat in lab.Spec.Chat)
        {
            step.Summary.Add(chat.Name, $"{hosts.Single(host => host.Name == chat.Host).Published[chat.Publish]}");
        }
    });

    // Aspire shows a failed step's message and nothing else: so the cure goes into it.
    private static async Task RunAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception e) when (e is UserErrorException or AggregateException)
        {
            throw new UserErrorException(Trouble.Of(e), inner: e);
        }
    }

    private static Action<LabEvent> Tell(PipelineStepContext step) => happened =>
    {
        foreach (var line in EventLines.Of(happened, explain: false))
        {
            LogLine(step.Logger, line);
        }
    };

    [LoggerMessage(LogLevel.Information, "{Line}")]
    private static partial void LogLine(ILogger logger, string line);
}
