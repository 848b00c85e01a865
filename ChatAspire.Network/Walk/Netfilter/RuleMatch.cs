namespace ChatAspire.Network.Walk.Netfilter;

/// <summary>A rule that the packet matched, or the end of a chain.</summary>
/// <param name="Rule">
/// The rule in iptables syntax without the table, <c>-A FORWARD -j DOCKER-USER</c>; <c>handle 2</c> if the trace lacks its text, as for
/// family inet; null at the end of a chain.
/// </param>
/// <param name="Verdict">ACCEPT, DROP, REJECT, RETURN, CONTINUE, or JUMP:CHAIN.</param>
internal sealed record RuleMatch(string Table, string Chain, string? Rule, string Verdict);
