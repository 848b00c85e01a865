namespace Aspire.Hosting;

/// <summary>Containers.</summary>
public static class ContainerResourceBuilderExtensions
{
    /// <summary>Adds a container.</summary>
    public static IResourceBuilder<ContainerResource> AddContainer(this IDistributedApplicationBuilder builder, string name, string image, string tag) =>
        builder.AddResource(new ContainerResource(name, $"{image}:{tag}"));

    /// <summary>Keeps a folder of the container in a named volume.</summary>
    public static IResourceBuilder<T> WithVolume<T>(this IResourceBuilder<T> builder, string? name, string target, bool isReadOnly = false)
        where T : ContainerResource
    {
        builder.Resource.Volumes.Add((name ?? $"{builder.Resource.Name}-data", isReadOnly ? $"{target}:ro" : target));
        return builder;
    }
}
