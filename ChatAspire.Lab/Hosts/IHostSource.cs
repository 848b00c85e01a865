using ChatAspire.Lab.Images;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts;

/// <summary>
/// Where hosts come from: containers on this machine, or instances in a cloud. Past this seam nothing knows the
/// difference. Sources keep no state of their own that <see cref="PlanAsync"/> could not find again by label or tag.
/// </summary>
public interface IHostSource
{
    /// <summary>What stands against an <c>up</c>: looks only, all at once. Empty: go on.</summary>
    Task<IReadOnlyList<Problem>> PreflightAsync(CancellationToken cancellation);

    /// <summary>
    /// The steps that make the hosts, and what they will be like. Changes nothing; where hosts stand already the facts are theirs.
    /// </summary>
    Task<HostPlan> PlanAsync(CancellationToken cancellation);

    /// <summary>Whether a step of the plan failed because somebody took meanwhile what it had chosen, so that a new plan will do.</summary>
    bool WasOvertaken(StepFailedException failure) => false;

    /// <summary>The steps whose undo, last first, leaves nothing of this lab: whatever lab.json and any state file say by now.</summary>
    Task<IReadOnlyList<Phase>> RemovalAsync(CancellationToken cancellation);

    /// <summary>How images from elsewhere get to the hosts, which stand by then. Here: sent over SSH, or pulled by the host.</summary>
    IReadOnlyList<Phase> Images(IReadOnlyList<HostImages> wanted) => ImageSteps.OverSsh(wanted);

    /// <summary>Brings a file of this machine to a host: for scripts, which have no connection of ours.</summary>
    /// <param name="path">On the host.</param>
    HostCommand Bring(string file, HostFacts host, string path) => new("scp", file, $"root@{host.Underlay}:{path}");

    /// <summary>The hosts that stand and can be reached now; none that were not asked for in lab.json.</summary>
    Task<IReadOnlyList<LabHost>> ConnectAsync(CancellationToken cancellation);
}

/// <summary>One thing that is missing or in the way, with its cure.</summary>
public sealed record Problem(string What, string Hint);

/// <summary>How the hosts come to be.</summary>
/// <param name="Phases">Commands on this machine, or <see cref="ApiCall"/>s.</param>
/// <param name="Hosts">As they will be, or are.</param>
public sealed record HostPlan(IReadOnlyList<Phase> Phases, IReadOnlyList<HostFacts> Hosts);

/// <summary>What later steps must know of a host.</summary>
/// <param name="Underlay">Its address as the other hosts see it: the VXLAN remote.</param>
/// <param name="Nic">The device with that address: <c>eth0</c>, <c>ens5</c>, <c>enX0</c>.</param>
/// <param name="Mtu">Of that device, in bytes.</param>
/// <param name="Published">Port on the host → where it is reached from this machine; empty where not known yet.</param>
public sealed record HostFacts(
    HostSpec Spec, string Underlay, string Nic, int Mtu, IReadOnlyDictionary<int, Uri> Published)
{
    /// <summary>As in lab.json.</summary>
    public string Name => Spec.Name;

    /// <summary>True for a container on this machine, which runs programs that are linked here.</summary>
    public bool IsLocal { get; init; }
}

/// <summary>A host that stands.</summary>
public sealed record LabHost(HostFacts Facts, SshCommandRunner Host) : IAsyncDisposable
{
    public string Name => Facts.Name;

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
