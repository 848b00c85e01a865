using ChatAspire.Lab.Hosts.Ec2;

namespace ChatAspire.Provisioner.Output;

/// <summary>The document of <c>ttl --json</c>.</summary>
/// <param name="Hosts">A host whose <c>ends</c> is absent does not terminate itself.</param>
internal sealed record DeadlineDocument(string Lab, IReadOnlyList<HostDeadline> Hosts);
