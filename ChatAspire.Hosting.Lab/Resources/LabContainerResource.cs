namespace Aspire.Hosting.ApplicationModel;

/// <summary>A container of a lab.</summary>
/// <param name="address">The address on the overlay.</param>
/// <param name="port">The TCP port that it serves on the overlay.</param>
public sealed class LabContainerResource(string name, string address, int port, LabHostResource host)
    : Resource(name), IResourceWithParent<LabHostResource>
{
    /// <summary>The host that runs the container.</summary>
    public LabHostResource Parent => host;

    /// <summary>The address on the overlay.</summary>
    public string Address => address;

    /// <summary>The TCP port that it serves on the overlay.</summary>
    public int Port => port;

    /// <summary>The port of the host that publishes it; null if none does.</summary>
    public int? Published { get; init; }
}
