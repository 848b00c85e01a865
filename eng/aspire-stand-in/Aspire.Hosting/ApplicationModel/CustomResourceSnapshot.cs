using System.Collections.Immutable;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What is shown of a resource that is neither project nor container.</summary>
public sealed record CustomResourceSnapshot
{
    /// <summary>What kind of thing it is.</summary>
    public required string ResourceType { get; init; }

    /// <summary>What is to be known of it.</summary>
    public required ImmutableArray<ResourcePropertySnapshot> Properties { get; init; }

    /// <summary>Its state.</summary>
    public ResourceStateSnapshot? State { get; init; }
}

/// <summary>A resource's state.</summary>
/// <param name="Text">As the dashboard shows it.</param>
/// <param name="Style">One of <see cref="KnownResourceStateStyles"/>.</param>
public sealed record ResourceStateSnapshot(string Text, string? Style);

/// <summary>One thing to be known of a resource.</summary>
public sealed record ResourcePropertySnapshot(string Name, object? Value)
{
    /// <summary>Whether the dashboard shows it before it is asked for all.</summary>
    public bool IsHighlighted { get; init; }
}

/// <summary>Properties that the dashboard knows.</summary>
public static class CustomResourceKnownProperties
{
    /// <summary>Where it is; in the list of resources.</summary>
    public static string Source { get; } = "resource.source";
}

/// <summary>States that the dashboard knows.</summary>
public static class KnownResourceStates
{
    /// <summary>It runs.</summary>
    public static readonly string Running = nameof(Running);
}

/// <summary>How a state is coloured.</summary>
public static class KnownResourceStateStyles
{
    /// <summary>Green.</summary>
    public static readonly string Success = "success";

    /// <summary>Yellow.</summary>
    public static readonly string Warn = "warning";
}
