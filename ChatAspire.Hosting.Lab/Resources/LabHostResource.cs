namespace Aspire.Hosting.ApplicationModel;

/// <summary>A host of a lab.</summary>
/// <param name="gateway">The address of the host's end of the overlay's bridge.</param>
public sealed class LabHostResource(string name, string gateway, LabResource lab) : Resource(name), IResourceWithParent<LabResource>
{
    /// <summary>The lab that the host belongs to.</summary>
    public LabResource Parent => lab;

    /// <summary>The address of the host's end of the overlay's bridge.</summary>
    public string Gateway => gateway;
}
