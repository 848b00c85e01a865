namespace Aspire.Hosting;

/// <summary>Resources that are neither project nor container.</summary>
public static class CustomResourceExtensions
{
    /// <summary>What is shown of it at first.</summary>
    public static IResourceBuilder<TResource> WithInitialState<TResource>(this IResourceBuilder<TResource> builder, CustomResourceSnapshot initialSnapshot)
        where TResource : IResource
    {
        ((Resource)(IResource)builder.Resource).Snapshot = initialSnapshot;
        return builder;
    }
}
