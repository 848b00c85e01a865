using ChatAspire.Lab.Images;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts;

/// <summary>
/// Provides hosts: containers on this machine, or instances in a cloud. Callers do not depend on the kind. Existing resources are found
/// by label or tag, not from a stored list.
/// </summary>
public interface IHostSource
{
    /// <summary>Returns all problems that prevent an <c>up</c>, without changing anything; empty if there are none.</summary>
    Task<IReadOnlyList<Problem>> PreflightAsync(CancellationToken cancellation);

    /// <summary>Returns a problem for each permission that an <c>up</c> lacks, without changing anything. By default, none.</summary>
    Task<IReadOnlyList<Problem>> PermissionProblemsAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<Problem>>([]);

    /// <summary>Warnings that the user should read before the plan is applied; by default, none.</summary>
    IReadOnlyList<string> Warnings => [];

    /// <summary>
    /// Returns the steps that create the hosts, and the hosts' predicted facts. Changes nothing. <see cref="ConnectAsync"/> returns the
    /// facts of running hosts.
    /// </summary>
    Task<HostPlan> PlanAsync(CancellationToken cancellation);

    /// <summary>
    /// Returns true if a step failed because a resource that the plan chose, such as a port, is no longer free; a new plan can then
    /// succeed. By default, false.
    /// </summary>
    bool WasOvertaken(StepFailedException failure) => false;

    /// <summary>
    /// Returns steps; undoing them, last first, removes the whole lab. Resources are found by label or tag, so hosts that are no longer in
    /// lab.json are removed too, and state files are not needed.
    /// </summary>
    Task<IReadOnlyList<Phase>> RemovalAsync(CancellationToken cancellation);

    /// <summary>Returns the steps that bring images to hosts; by default, an image is sent over SSH, or pulled by the host.</summary>
    IReadOnlyList<Phase> Images(IReadOnlyList<HostImages> wanted) => ImageSteps.OverSsh(wanted);

    /// <summary>Returns the command that copies a file to a host; for a generated script, which cannot use chatlab's connections.</summary>
    /// <param name="file">The path on this machine.</param>
    /// <param name="path">The path on the host.</param>
    HostCommand Bring(string file, HostFacts host, string path) => new("scp", file, $"root@{host.Underlay}:{path}");

    /// <summary>Connects to those hosts of lab.json that are running. Fails if a running host is not reachable.</summary>
    Task<IReadOnlyList<LabHost>> ConnectAsync(CancellationToken cancellation);
}

/// <summary>A missing prerequisite or a conflict, with a hint for solving it.</summary>
public sealed record Problem(string What, string Hint);

/// <summary>The plan that creates the hosts.</summary>
/// <param name="Phases">The steps, which run commands on this machine or <see cref="ApiCall"/>s.</param>
/// <param name="Hosts">The hosts' predicted facts.</param>
public sealed record HostPlan(IReadOnlyList<Phase> Phases, IReadOnlyList<HostFacts> Hosts);

/// <summary>The facts about a host that later steps need.</summary>
/// <param name="Underlay">The host's IPv4 address on the underlay, which the other hosts use as their VXLAN remote.</param>
/// <param name="Nic">The device with that address: <c>eth0</c>, <c>ens5</c>, <c>enX0</c>.</param>
/// <param name="Mtu">The MTU of that device, in bytes.</param>
/// <param name="Published">Port on the host → its URL from this machine; empty if not known yet.</param>
public sealed record HostFacts(
    HostSpec Spec, string Underlay, string Nic, int Mtu, IReadOnlyDictionary<int, Uri> Published)
{
    /// <summary>The host's name in lab.json.</summary>
    public string Name => Spec.Name;

    /// <summary>True for a container on this machine, which can therefore run programs that this machine linked.</summary>
    public bool IsLocal { get; init; }

    /// <summary>The host's age and cost on AWS; null for a local host, or if the age is not known.</summary>
    public HostBill? Bill { get; init; }
}

/// <summary>A running host and the connection to it; disposing closes the connection.</summary>
public sealed record LabHost(HostFacts Facts, SshCommandRunner Host) : IAsyncDisposable
{
    public string Name => Facts.Name;

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
