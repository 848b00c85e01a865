using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.StandIn;

/// <summary>The pipeline's steps, one after another: those that the asked-for step requires.</summary>
#pragma warning disable ASPIREPIPELINES001 // experimental, as Aspire says of it
internal sealed class Pipeline : IDistributedApplicationPipeline
{
    private readonly List<(string Name, Func<PipelineStepContext, Task> Action, object? RequiredBy)> _steps = [];

    /// <summary>What the Aspire CLI puts on the command line; where it stands in the configuration, Aspire.Hosting/DistributedApplicationBuilder.cs says.</summary>
    public static Dictionary<string, string> Switches { get; } = new()
    {
        ["--operation"] = "AppHost:Operation",
        ["--step"] = "Pipeline:Step",
    };

    /// <summary>Whether steps are asked for, and not resources.</summary>
    public static bool IsAskedFor(IConfiguration configuration) => configuration["AppHost:Operation"] == "publish";

    public void AddStep(string name, Func<PipelineStepContext, Task> action, object? dependsOn = null, object? requiredBy = null) =>
        _steps.Add((name, action, requiredBy));

    /// <summary>Runs the steps; what one of them throws ends it.</summary>
    public async Task RunAsync(IConfiguration configuration, Screen screen, CancellationToken cancellationToken)
    {
        screen.Print("Your package feed has no Aspire: a stand-in (eng/aspire-stand-in) runs the steps.");
        var asked = configuration["Pipeline:Step"];
        foreach (var step in _steps.Where(step => step.Name == asked || Equals(step.RequiredBy, asked)))
        {
            screen.Say(step.Name, "starting");
            var context = new PipelineStepContext(new LineLogger(line => screen.Say(step.Name, line)), cancellationToken);
            await step.Action(context);
            foreach (var (key, value) in context.Summary.Lines)
            {
                screen.Say(step.Name, $"{key}: {value}");
            }
        }
    }
}
