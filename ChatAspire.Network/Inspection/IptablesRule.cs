namespace ChatAspire.Network.Inspection;

/// <summary>Builds commands from rules as <c>iptables -S</c> prints them.</summary>
internal static class IptablesRule
{
    /// <summary>
    /// The masks that iptables prints for a match that was added without a mask. With such a mask, <c>-D</c> does not find the rule, and
    /// reports "does a matching rule exist in that chain?" (iptables 1.8.9, both backends).
    /// </summary>
    private static readonly string[] DefaultMasks = [" --connlimit-mask 32", " --mask 255.255.255.255"];

    // -A INPUT -p tcp -m tcp --dport 7000 -j DROP
    /// <summary>Returns the command that deletes the rule.</summary>
    /// <param name="tool"><c>iptables</c> or <c>iptables-legacy</c>.</param>
    public static string Deletion(string tool, string table, string rule) => $"{tool} -t {table} -D " + DefaultMasks.Aggregate(
        rule["-A ".Length..], (text, mask) => text.Replace($"{mask} ", " ", StringComparison.Ordinal));
}
