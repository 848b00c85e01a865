using Spectre.Console;
using Spectre.Console.Rendering;

namespace ChatAspire.Network.Inspection.Report;

/// <summary>Shows chains with their rules and counters, in the order in which packets traverse the tables.</summary>
internal static class FirewallReport
{
    /// <summary>The tables of iptables in the order of netfilter's priorities. nat has two; its place here is that of DNAT.</summary>
    private static readonly string[] Order = ["raw", "mangle", "nat", "filter", "security"];

    public static IEnumerable<IRenderable> Parts(Firewall firewall)
    {
        yield return HostReport.Heading(
            $"Rules ({(firewall.Version.Length == 0 ? firewall.Backend : firewall.Version)})",
            "Packets traverse a chain's rules from the top until one decides. -j CHAIN calls another chain; RETURN goes back. "
            + "The counters show matches.");
        var tables = firewall.Chains.GroupBy(chain => chain.Table)
            .OrderBy(table => Array.IndexOf(Order, table.Key) is var at and >= 0 ? at : Order.Length);
        foreach (var table in tables.Where(table => table.Any(IsInteresting)))
        {
            yield return Table(table.Key, [.. table]);
        }
    }

    private static bool IsInteresting(Chain chain) => chain.Rules.Count > 0 || chain.Policy is "DROP";

    private static Table Table(string name, IReadOnlyList<Chain> chains)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn(new TableColumn("#").RightAligned());
        table.AddColumn(new TableColumn("packets").RightAligned());
        table.AddColumn(new TableColumn("bytes").RightAligned());
        table.AddColumn(new TableColumn($"[bold]table {Cells.Text(name)}[/]"));
        foreach (var chain in chains.Where(IsInteresting))
        {
            table.AddRow(
                "",
                Cells.Quiet(chain.Policy is null ? "" : Cells.Count(chain.Packets)),
                Cells.Quiet(chain.Policy is null ? "" : Cells.Count(chain.Bytes)),
                Cells.Lines(
                    $"[bold yellow]{Cells.Text(chain.Name)}[/]{(chain.Policy is { } policy ? Cells.Quiet($"  policy {policy}") : "")}",
                    chain.Explanation is { } why ? Cells.Quiet(why) : null));
            foreach (var rule in chain.Rules)
            {
                table.AddRow($"{rule.Number}", Cells.Count(rule.Packets), Cells.Count(rule.Bytes), Text(chain, rule));
            }

            table.AddEmptyRow();
        }

        var empty = chains.Where(chain => !IsInteresting(chain))
            .Select(chain => chain.Policy is null ? chain.Name : $"{chain.Name} ({chain.Policy})").ToList();
        if (empty.Count > 0)
        {
            table.AddRow("", "", "", Cells.Quiet($"No rules: {string.Join(", ", empty)}"));
        }

        return table;
    }

    /// <summary>Formats a rule without the name of its chain, which the row above shows.</summary>
    private static string Text(Chain chain, Rule rule)
    {
        var prefix = $"-A {chain.Name} ";
        var text = Cells.Text(rule.Text.StartsWith(prefix, StringComparison.Ordinal) ? rule.Text[prefix.Length..] : rule.Text);
        return rule.Packets is > 0 ? text : $"[grey]{text}[/]";
    }
}
