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
    /// Returns true if a step failed because the resource that the plan chose is no longer free, so that a new plan can succeed.
    /// </summary>
    bool WasOvertaken(StepFailedException failure) => false;

    /// <summary>
    /// Returns steps whose undo, last first, removes the whole lab. Resources are found by label or tag, so hosts deleted from lab.json
    /// and lost state files do not matter.
    /// </summary>
    Task<IReadOnlyList<Phase>> RemovalAsync(CancellationToken cancellation);

    /// <summary>Returns the steps that bring images to the running hosts; by default over SSH, or by a pull on the host.</summary>
    IReadOnlyList<Phase> Images(IReadOnlyList<HostImages> wanted) => ImageSteps.OverSsh(wanted);

    /// <summary>Returns the command that copies a file to a host in a generated script, which cannot use chatlab's connections.</summary>
    /// <param name="file">The path on this machine.</param>
    /// <param name="path">The path on the host.</param>
    HostCommand Bring(string file, HostFacts host, string path) => new("scp", file, $"root@{host.Underlay}:{path}");

    /// <summary>Connects to the hosts in lab.json that are running and reachable.</summary>
    Task<IReadOnlyList<LabHost>> ConnectAsync(CancellationToken cancellation);
}

/// <summary>A missing prerequisite or a conflict, with a hint for solving it.</summary>
public sealed record Problem(string What, string Hint);

/// <summary>The plan that creates the hosts.</summary>
/// <param name="Phases">The steps, which run commands on this machine or <see cref="ApiCall"/>s.</param>
/// <param name="Hosts">The hosts' predicted facts.</param>
public sealed record HostPlan(IReadOnlyList<Phase> Phases, IReadOnlyList<HostFacts> Hosts);

/// <summary>The facts about a host that later steps need.</summary>
/// <param name="Underlay">The host's IPv4 address on the underlay, the VXLAN remote of the other hosts.</param>
/// <param name="Nic">The device with that address: <c>eth0</c>, <c>ens5</c>, <c>enX0</c>.</param>
/// <param name="Mtu">The MTU of that device, in bytes.</param>
/// <param name="Published">Port on the host → its URL from this machine; empty if not known yet.</param>
public sealed record HostFacts(
    HostSpec Spec, string Underlay, string Nic, int Mtu, IReadOnlyDictionary<int, Uri> Published)
{
    /// <summary>The host's name in lab.json.</summary>
    public string Name => Spec.Name;

    /// <summary>True for a container on this machine, which can run programs linked on it.</summary>
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
