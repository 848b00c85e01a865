using ChatAspire.Hosting.Lab.Observation;
using ChatAspire.Lab.Lifecycle;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A lab: Docker hosts joined by a VXLAN overlay, and their containers. It neither starts nor stops with the AppHost.</summary>
/// <param name="session">The lab's file, its stored secrets, and the source of its hosts.</param>
public sealed class LabResource(string name, LabSession session) : Resource(name)
{
    /// <summary>The lab's file, its stored secrets, and the source of its hosts.</summary>
    internal LabSession Session => session;

    /// <summary>The arguments of walk commands; their choices are updated with each reading of the lab.</summary>
    internal ArgumentChoices<LabReading> Choices { get; } = new();

    /// <summary>The hosts, in the order of the lab's file.</summary>
    public IReadOnlyList<LabHostResource> Hosts { get; internal set; } = [];

    /// <summary>The containers of all hosts.</summary>
    public IReadOnlyList<LabContainerResource> Containers { get; internal set; } = [];
}
