namespace Aspire.Hosting.ApplicationModel;

/// <summary>A host of a lab.</summary>
/// <param name="gateway">The host's own address on the overlay's bridge, which is the gateway of its containers.</param>
public sealed class LabHostResource(string name, string gateway, LabResource lab) : Resource(name), IResourceWithParent<LabResource>
{
    /// <summary>The lab that the host belongs to.</summary>
    public LabResource Parent => lab;

    /// <summary>The host's own address on the overlay's bridge, which is the gateway of its containers.</summary>
    public string Gateway => gateway;
}
