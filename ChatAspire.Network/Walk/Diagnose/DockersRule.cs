namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>
/// Recognizes the rules by which Docker isolates its networks from each other and blocks direct access to container addresses. Docker adds
/// such rules again at its next start, so removing one is no cure.
/// </summary>
internal static class DockersRule
{
    private const string Instead = "Use a published port, or connect both containers to one network (docker network connect).";

    /// <summary>Returns advice to give instead of a command that removes the rule; null if the rule is not Docker's.</summary>
    /// <param name="table">The table's name in iptables or ip6tables, such as <c>raw</c>.</param>
    /// <param name="text">The rule in iptables-save format.</param>
    public static string? Advice(string table, string chain, string text) =>
        ClosesAddresses(table, text) ? $"This rule blocks direct access to container addresses from outside their network. {Instead}"
        : IsOfNetworks(chain) ? $"Docker isolates its networks from each other with this rule. {Instead}"
        : null;

    /// <summary>
    /// True for a rule that drops packets sent from outside directly to a container's address. Docker 28 and the lab add such rules.
    /// </summary>
    // -A PREROUTING -d 172.18.0.0/16 ! -i vxlan-net -m addrtype ! --dst-type LOCAL -m comment --comment "chatlab=lab" -j DROP
    private static bool ClosesAddresses(string table, string text) => table == "raw" && text.Contains(" ! -i ", StringComparison.Ordinal);

    private static bool IsOfNetworks(string chain) =>
        chain is "DOCKER" or "DOCKER-INTERNAL" || chain.StartsWith("DOCKER-ISOLATION", StringComparison.Ordinal);
}
