using ChatAspire.Hosting.Lab.Observation;
using ChatAspire.Lab.Lifecycle;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A lab: Docker hosts joined by a VXLAN overlay, with containers on them. Its lifetime is its own, not the AppHost's.</summary>
/// <param name="session">The lab's file, its stored secrets, and the source of its hosts.</param>
public sealed class LabResource(string name, LabSession session) : Resource(name)
{
    /// <summary>The lab's file, its stored secrets, and the source of its hosts.</summary>
    internal LabSession Session => session;

    /// <summary>The arguments of walks, whose choices follow what is there.</summary>
    internal ArgumentChoices<LabReading> Choices { get; } = new();

    /// <summary>The hosts, in the order of the lab's file.</summary>
    public IReadOnlyList<LabHostResource> Hosts { get; internal set; } = [];

    /// <summary>The containers of all hosts.</summary>
    public IReadOnlyList<LabContainerResource> Containers { get; internal set; } = [];
}
