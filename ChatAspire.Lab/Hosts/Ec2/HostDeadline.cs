namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>The time at which a host terminates itself.</summary>
/// <param name="Ends">The time by the host's own clock; null for never.</param>
public sealed record HostDeadline(string Host, DateTimeOffset? Ends);
