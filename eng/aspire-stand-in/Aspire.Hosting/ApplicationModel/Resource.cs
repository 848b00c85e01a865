namespace Aspire.Hosting.ApplicationModel;

/// <summary>The base of all resources.</summary>
public abstract class Resource : IResource
{
    /// <summary>A resource named <paramref name="name"/>.</summary>
    protected Resource(string name) => Name = name;

    /// <inheritdoc/>
    public virtual string Name { get; }

    // What the builder's calls asked for; Aspire keeps it in annotations.
    internal List<EndpointAnnotation> Endpoints { get; } = [];

    internal Dictionary<string, Func<ValueTask<string?>>> Environment { get; } = [];

    internal List<string> Arguments { get; } = [];

    internal HashSet<string> HealthChecks { get; } = [];

    internal List<IResource> WaitsFor { get; } = [];

    internal Dictionary<string, Action<ResourceUrlAnnotation>> UrlCallbacks { get; } = [];

    internal List<ResourceUrlAnnotation> OwnUrls { get; } = [];

    internal List<string> Commands { get; } = [];

    internal CustomResourceSnapshot? Snapshot { get; set; }

    /// <summary>The endpoints' URLs as the <c>WithUrl…</c> calls left them, and those that these calls added.</summary>
    internal IEnumerable<ResourceUrlAnnotation> Urls => Endpoints.Select(endpoint =>
    {
        var url = new ResourceUrlAnnotation { Url = endpoint.Url };
        UrlCallbacks.GetValueOrDefault(endpoint.Name)?.Invoke(url);
        return url;
    }).Concat(OwnUrls);
}

/// <summary>A .NET project, started as a process.</summary>
public class ProjectResource : Resource, IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport
{
    internal ProjectResource(string name, string projectPath)
        : base(name) => ProjectPath = projectPath;

    internal string ProjectPath { get; }
}

/// <summary>A container, started with the <c>docker</c> command.</summary>
public class ContainerResource : Resource, IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport
{
    internal ContainerResource(string name, string image)
        : base(name) => Image = image;

    internal string Image { get; }

    internal List<(string Name, string Target)> Volumes { get; } = [];
}
