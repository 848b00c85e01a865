using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Spec;

namespace ChatAspire.AppHost;

/// <summary>A host of the lab: it stands, or does not, whether the AppHost runs or not.</summary>
internal sealed class LabHostResource(HostSpec host) : Resource(host.Name)
{
    /// <summary>Before anybody looked.</summary>
    public static CustomResourceSnapshot Unseen { get; } = new() { ResourceType = "LabHost", Properties = [] };

    /// <summary>What the dashboard shows of it.</summary>
    /// <param name="before">What it showed so far.</param>
    /// <param name="facts">As it stands; null where it does not answer.</param>
    public CustomResourceSnapshot Show(CustomResourceSnapshot before, HostFacts? facts) => before with
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
