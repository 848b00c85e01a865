using ChatAspire.Lab.Containers;
using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Images;
using ChatAspire.Lab.Overlay;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Steps;

namespace ChatAspire.Lab.Lifecycle;

/// <summary>The steps of a lab whose hosts are known. Pure: no command runs here.</summary>
/// <param name="secrets">The lab's own, or throw-away ones for what is only printed.</param>
public sealed class LabPlan(LabSpec spec, LabSecrets secrets)
{
    /// <summary>The images from elsewhere that each host needs.</summary>
    public IReadOnlyList<HostImages> Images(IReadOnlyList<HostFacts> hosts) => LabImage.Needed(spec, [.. hosts.Select(host => host.Spec)]);

    /// <summary>Section 3-5: the overlay, on every host in parallel.</summary>
    public IReadOnlyList<Phase> Overlay(IReadOnlyList<HostFacts> hosts) =>
        [new("overlay",
            [.. Plans(hosts).Select(plan => new HostSteps(plan.Host.Name, plan.Host.Name, OverlaySteps.For(plan, LabLabel.Of(spec))))])];

    /// <summary>The test containers, applied before the overlay's checks and undone after them.</summary>
    /// <param name="running">Names of the containers that are running.</param>
    public Phase OverlayScaffold(IReadOnlyList<HostFacts> hosts, IReadOnlySet<string> running) =>
        Lab.Overlay.OverlayChecks.Containers(spec, Plans(hosts), running);

    /// <summary>Removes the test containers of a verification that was killed.</summary>
    public Phase OverlayLeftovers(IReadOnlyList<HostFacts> hosts) => Lab.Overlay.OverlayChecks.Leftovers(Plans(hosts));

    /// <summary>Verifies that the overlay works.</summary>
    public IReadOnlyList<Phase> OverlayChecks(IReadOnlyList<HostFacts> hosts) => [Lab.Overlay.OverlayChecks.Pings(spec, Plans(hosts))];

    /// <summary>Section 3-6: Redis, the chat and the dashboard.</summary>
    public IReadOnlyList<Phase> Containers(IReadOnlyList<HostFacts> hosts) => ContainerSteps.For(spec, hosts, secrets);

    /// <summary>Verifies that the chat works across hosts.</summary>
    public IReadOnlyList<Phase> ContainerChecks(IReadOnlyList<HostFacts> hosts) => ChatChecks.For(spec, hosts, secrets);

    private List<OverlayPlan> Plans(IReadOnlyList<HostFacts> hosts) =>
        [.. hosts.Select(host => OverlayPlan.For(spec, hosts, host))];
}
