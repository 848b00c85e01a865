using ChatAspire.Provisioner.Hosts;
using ChatAspire.Provisioner.Lab;

namespace ChatAspire.AppHost;

/// <summary>A host of the lab: it stands, or does not, whether the AppHost runs or not.</summary>
internal sealed class LabHostResource(HostSpec host) : Resource(host.Name)
{
    /// <summary>What the dashboard shows of it.</summary>
    /// <param name="facts">As it stands; null where it does not.</param>
    public CustomResourceSnapshot Show(HostFacts? facts) => Show(
        new CustomResourceSnapshot { ResourceType = "LabHost", Properties = [] }, facts);

    /// <inheritdoc cref="Show(HostFacts?)"/>
    public CustomResourceSnapshot Show(CustomResourceSnapshot before, HostFacts? facts) => facts is null
        ? before with { State = new ResourceStateSnapshot("Missing", KnownResourceStateStyles.Warn), Properties = [Gateway] }
        : before with
        {
            State = new ResourceStateSnapshot(KnownResourceStates.Running, KnownResourceStateStyles.Success),
            Properties = [new("Address", facts.Underlay), new("Device", facts.Nic), new("MTU", facts.Mtu), Gateway],
        };

    private ResourcePropertySnapshot Gateway => new("Gateway of the overlay", host.Gateway);
}
