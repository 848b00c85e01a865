namespace ChatAspire.Network.Walk.Capture;

/// <summary>A rule that writes a line to the kernel's log for each matching packet, and lets the packet continue.</summary>
/// <param name="Match">The match in iptables syntax.</param>
internal sealed record LogRule(string Table, string Chain, string Match, string Prefix)
{
    /// <summary>Formats the command that adds the rule, as a user would type it.</summary>
    public override string ToString() =>
        $"iptables{(Table == "filter" ? "" : $" -t {Table}")} -I {Chain} 1 {Match} -j LOG --log-prefix \"{Prefix}\"";

    /// <summary>Formats table, chain and rule as a line for the host's script.</summary>
    /// <param name="comment">The comment by which the script finds the rule again.</param>
    public string ToLine(string comment) => $"{Table} {Chain} {Match} -m comment --comment {comment} -j LOG --log-prefix \"{Prefix}\"";
}
