using ChatAspire.Lab.Containers;
using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Images;
using ChatAspire.Lab.Overlay;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Steps;

namespace ChatAspire.Lab.Lifecycle;

/// <summary>The steps of a lab once its hosts are known: pure, no command runs here.</summary>
/// <param name="secrets">The standing lab's, or throw-away ones for what is only printed.</param>
public sealed class LabPlan(LabSpec spec, LabSecrets secrets)
{
    /// <summary>What each host needs of images from elsewhere.</summary>
    public IReadOnlyList<HostImages> Images(IReadOnlyList<HostFacts> hosts) => LabImage.Needed(spec, [.. hosts.Select(host => host.Spec)]);

    /// <summary>Section 3-5 on every host, side by side.</summary>
    public IReadOnlyList<Phase> Overlay(IReadOnlyList<HostFacts> hosts) =>
        [new("overlay", [.. Plans(hosts).Select(plan => new HostSteps(plan.Host.Name, plan.Host.Name, OverlaySteps.For(plan, LabLabel.Of(spec))))])];

    /// <summary>What the checks of the overlay need while they run.</summary>
    /// <param name="standing">Names of the containers that run.</param>
    public Phase OverlayScaffold(IReadOnlyList<HostFacts> hosts, IReadOnlySet<string> standing) =>
        Lab.Overlay.OverlayChecks.Containers(spec, Plans(hosts), standing);

    /// <summary>What a killed proof left of that.</summary>
    public Phase OverlayLeftovers(IReadOnlyList<HostFacts> hosts) => Lab.Overlay.OverlayChecks.Leftovers(Plans(hosts));

    /// <summary>The proof that the overlay works.</summary>
    public IReadOnlyList<Phase> OverlayChecks(IReadOnlyList<HostFacts> hosts) => [Lab.Overlay.OverlayChecks.Pings(spec, Plans(hosts))];

    /// <summary>Section 3-6 on every host.</summary>
    public IReadOnlyList<Phase> Containers(IReadOnlyList<HostFacts> hosts) => ContainerSteps.For(spec, hosts, secrets);

    /// <summary>The proof that the chat works across hosts.</summary>
    public IReadOnlyList<Phase> ContainerChecks(IReadOnlyList<HostFacts> hosts) => ChatChecks.For(spec, hosts, secrets);

    private List<OverlayPlan> Plans(IReadOnlyList<HostFacts> hosts) =>
        [.. hosts.Select(host => OverlayPlan.For(spec, hosts, host))];
}
