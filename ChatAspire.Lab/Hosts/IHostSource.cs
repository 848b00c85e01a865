using ChatAspire.Lab.Images;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts;

/// <summary>
/// Provides hosts: containers on this machine, or instances in a cloud. Code above this interface does not depend on the
/// kind. Sources keep no state that <see cref="PlanAsync"/> could not find again by label or tag.
/// </summary>
public interface IHostSource
{
    /// <summary>Returns all problems that prevent an <c>up</c>, without changing anything; empty if there are none.</summary>
    Task<IReadOnlyList<Problem>> PreflightAsync(CancellationToken cancellation);

    /// <summary>Returns the permissions that an <c>up</c> lacks, without changing anything, for a dry run. By default, none.</summary>
    Task<IReadOnlyList<Problem>> PermissionProblemsAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<Problem>>([]);

    /// <summary>The remarks about the plan that a user should read before it is applied.</summary>
    IReadOnlyList<string> Warnings => [];

    /// <summary>
    /// Returns the steps that create the hosts, and the hosts' facts. Changes nothing; the facts of running hosts are read from
    /// them.
    /// </summary>
    Task<HostPlan> PlanAsync(CancellationToken cancellation);

    /// <summary>Returns true if a step failed because its chosen resource was taken meanwhile, so that a new plan can succeed.</summary>
    bool WasOvertaken(StepFailedException failure) => false;

    /// <summary>Returns steps whose undo, last first, removes the whole lab, independent of lab.json and state files.</summary>
    Task<IReadOnlyList<Phase>> RemovalAsync(CancellationToken cancellation);

    /// <summary>Returns the steps that bring images to the running hosts. By default, sends them over SSH or lets the host pull.</summary>
    IReadOnlyList<Phase> Images(IReadOnlyList<HostImages> wanted) => ImageSteps.OverSsh(wanted);

    /// <summary>Returns the command that copies a local file to a host, for scripts, which cannot use our connections.</summary>
    /// <param name="path">The path on the host.</param>
    HostCommand Bring(string file, HostFacts host, string path) => new("scp", file, $"root@{host.Underlay}:{path}");

    /// <summary>Connects to the hosts in lab.json that are running and reachable.</summary>
    Task<IReadOnlyList<LabHost>> ConnectAsync(CancellationToken cancellation);
}

/// <summary>A missing prerequisite or a conflict, with a hint for solving it.</summary>
public sealed record Problem(string What, string Hint);

/// <summary>The plan that creates the hosts.</summary>
/// <param name="Phases">Commands on this machine, or <see cref="ApiCall"/>s.</param>
/// <param name="Hosts">The hosts' facts, predicted for hosts that are not running.</param>
public sealed record HostPlan(IReadOnlyList<Phase> Phases, IReadOnlyList<HostFacts> Hosts);

/// <summary>The facts about a host that later steps need.</summary>
/// <param name="Underlay">The host's address as seen by other hosts: the VXLAN remote.</param>
/// <param name="Nic">The device with that address: <c>eth0</c>, <c>ens5</c>, <c>enX0</c>.</param>
/// <param name="Mtu">The MTU of that device, in bytes.</param>
/// <param name="Published">Port on the host → its URL from this machine; empty if not known yet.</param>
public sealed record HostFacts(
    HostSpec Spec, string Underlay, string Nic, int Mtu, IReadOnlyDictionary<int, Uri> Published)
{
    /// <summary>The host's name in lab.json.</summary>
    public string Name => Spec.Name;

    /// <summary>True for a container on this machine, which can run programs linked here.</summary>
    public bool IsLocal { get; init; }

    /// <summary>Its age and cost on AWS; null elsewhere.</summary>
    public HostBill? Bill { get; init; }
}

/// <summary>A running host and the connection to it; disposing closes the connection.</summary>
public sealed record LabHost(HostFacts Facts, SshCommandRunner Host) : IAsyncDisposable
{
    public string Name => Facts.Name;

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
