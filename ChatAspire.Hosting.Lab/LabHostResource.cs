using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Spec;

namespace ChatAspire.Hosting.Lab;

/// <summary>A host of the lab. Its lifetime is the lab's, not the AppHost's.</summary>
internal sealed class LabHostResource(HostSpec host) : Resource(host.Name)
{
    /// <summary>The snapshot before the first check.</summary>
    public static CustomResourceSnapshot Unknown { get; } = new() { ResourceType = "LabHost", Properties = [] };

    /// <summary>Updates the snapshot that the dashboard shows.</summary>
    /// <param name="facts">The host's current facts; null where it does not answer.</param>
    public CustomResourceSnapshot Update(CustomResourceSnapshot snapshot, HostFacts? facts) => snapshot with
    {
        State = facts is null
            ? new ResourceStateSnapshot("Missing", KnownResourceStateStyles.Warn)
            : new ResourceStateSnapshot(KnownResourceStates.Running, KnownResourceStateStyles.Success),
        Properties =
        [
            Property("Gateway of the overlay", host.Gateway),
            .. facts is null ? [] : new[]
            {
                Property(CustomResourceKnownProperties.Source, facts.Underlay),
                Property("Device", facts.Nic),
                Property("MTU", facts.Mtu),
            },
        ],
    };

    private static ResourcePropertySnapshot Property(string name, object value) => new(name, value) { IsHighlighted = true };
}
