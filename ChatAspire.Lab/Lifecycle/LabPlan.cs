using ChatAspire.Lab.Containers;
using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Images;
using ChatAspire.Lab.Overlay;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Steps;

namespace ChatAspire.Lab.Lifecycle;

/// <summary>Builds the steps of a lab whose hosts are known, without running any command.</summary>
/// <param name="secrets">The lab's secrets, or throw-away ones for steps that are only printed.</param>
public sealed class LabPlan(LabSpec spec, LabSecrets secrets)
{
    /// <summary>Returns the images that each host needs and does not build itself.</summary>
    public IReadOnlyList<HostImages> Images(IReadOnlyList<HostFacts> hosts) => LabImage.Needed(spec, [.. hosts.Select(host => host.Spec)]);

    /// <summary>Builds the steps of section 3-5: the overlay, on every host in parallel.</summary>
    public IReadOnlyList<Phase> Overlay(IReadOnlyList<HostFacts> hosts) =>
        [new("overlay",
            [.. Plans(hosts).Select(plan => new HostSteps(plan.Host.Name, plan.Host.Name, OverlaySteps.For(plan, LabLabel.Of(spec))))])];

    /// <summary>Builds the phase of the test containers, which is applied before the overlay's checks and undone after them.</summary>
    /// <param name="running">The names of running containers. A test container joins the network namespace of a running chat node.</param>
    public Phase OverlayScaffold(IReadOnlyList<HostFacts> hosts, IReadOnlySet<string> running) =>
        Lab.Overlay.OverlayChecks.Containers(spec, Plans(hosts), running);

    /// <summary>Builds the phase that removes the test containers of a verification that was killed.</summary>
    public Phase OverlayLeftovers(IReadOnlyList<HostFacts> hosts) => Lab.Overlay.OverlayChecks.Leftovers(Plans(hosts));

    /// <summary>Builds the pings that verify the overlay.</summary>
    public IReadOnlyList<Phase> OverlayChecks(IReadOnlyList<HostFacts> hosts) => [Lab.Overlay.OverlayChecks.Pings(spec, Plans(hosts))];

    /// <summary>Builds the steps of section 3-6: Redis, the chat nodes and the dashboard.</summary>
    public IReadOnlyList<Phase> Containers(IReadOnlyList<HostFacts> hosts) => ContainerSteps.For(spec, hosts, secrets);

    /// <summary>Builds the checks that verify the chat across hosts.</summary>
    public IReadOnlyList<Phase> ContainerChecks(IReadOnlyList<HostFacts> hosts) => ChatChecks.For(spec, hosts, secrets);

    private List<OverlayPlan> Plans(IReadOnlyList<HostFacts> hosts) =>
        [.. hosts.Select(host => OverlayPlan.For(spec, hosts, host))];
}
