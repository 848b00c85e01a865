using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting.Pipelines;

/// <summary>The steps that <c>aspire deploy</c> and its like run.</summary>
[Experimental("ASPIREPIPELINES001")]
public interface IDistributedApplicationPipeline
{
    /// <summary>Adds a step.</summary>
    void AddStep(string name, Func<PipelineStepContext, Task> action, object? dependsOn = null, object? requiredBy = null);
}

/// <summary>The steps that are there already.</summary>
[Experimental("ASPIREPIPELINES001")]
public static class WellKnownPipelineSteps
{
    /// <summary>What <c>aspire deploy</c> asks for.</summary>
    public const string Deploy = "deploy";

    /// <summary>What comes before anything is deployed.</summary>
    public const string DeployPrereq = "deploy-prereq";

    /// <summary>What <c>aspire destroy</c> asks for.</summary>
    public const string Destroy = "destroy";

    /// <summary>What comes before anything is destroyed.</summary>
    public const string DestroyPrereq = "destroy-prereq";
}
