using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Pipelines;

/// <summary>What a step is told when it runs.</summary>
[Experimental("ASPIREPIPELINES001")]
public sealed class PipelineStepContext
{
    internal PipelineStepContext(ILogger logger, CancellationToken cancellationToken) => (Logger, CancellationToken) = (logger, cancellationToken);

    /// <summary>The step's log.</summary>
    public ILogger Logger { get; }

    /// <summary>Ends the step.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>What is shown at the end.</summary>
    public PipelineSummary Summary { get; } = new();
}

/// <summary>What is shown at the end.</summary>
[Experimental("ASPIREPIPELINES001")]
public sealed class PipelineSummary
{
    internal List<(string Key, string Value)> Lines { get; } = [];

    /// <summary>Adds a line.</summary>
    public void Add(string key, string value) => Lines.Add((key, value));
}
