using ChatAspire.Lab.Hosts.Ec2;

namespace ChatAspire.Provisioner.Output;

/// <summary>The JSON document of <c>ttl --json</c>.</summary>
/// <param name="Lab">The name of the lab.</param>
/// <param name="Hosts">The deadline of each host. A host without <c>ends</c> does not terminate itself.</param>
internal sealed record DeadlineDocument(string Lab, IReadOnlyList<HostDeadline> Hosts);
