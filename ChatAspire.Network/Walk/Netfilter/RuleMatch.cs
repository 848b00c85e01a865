namespace ChatAspire.Network.Walk.Netfilter;

/// <summary>A rule that the packet matched, or the end of a chain.</summary>
/// <param name="Rule">
/// In iptables syntax without the table, <c>-A FORWARD -j DOCKER-USER</c>; <c>handle 2</c> for a table of family inet; null for
/// a policy.
/// </param>
/// <param name="Verdict">ACCEPT, DROP, REJECT, RETURN, CONTINUE, or JUMP:CHAIN.</param>
internal sealed record RuleMatch(string Table, string Chain, string? Rule, string Verdict);
