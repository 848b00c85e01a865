namespace Aspire.Hosting.ApplicationModel;

/// <summary>A URL that is shown for a resource.</summary>
public sealed class ResourceUrlAnnotation
{
    /// <summary>The URL.</summary>
    public required string Url { get; set; }

    /// <summary>What it is called.</summary>
    public string? DisplayText { get; set; }
}
