namespace Aspire.Hosting.ApplicationModel;

/// <summary>A container of a lab.</summary>
/// <param name="address">The container's address on the overlay.</param>
/// <param name="port">The TCP port that the container serves on the overlay.</param>
public sealed class LabContainerResource(string name, string address, int port, LabHostResource host)
    : Resource(name), IResourceWithParent<LabHostResource>
{
    /// <summary>The host that runs the container.</summary>
    public LabHostResource Parent => host;

    /// <summary>The container's address on the overlay.</summary>
    public string Address => address;

    /// <summary>The TCP port that the container serves on the overlay.</summary>
    public int Port => port;

    /// <summary>The port on which the host publishes the container; null if it publishes none.</summary>
    public int? Published { get; init; }
}
