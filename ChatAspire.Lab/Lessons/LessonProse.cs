using Spectre.Console;

namespace ChatAspire.Lab.Lessons;

/// <summary>Writes a lesson's Markdown prose to a terminal: paragraphs and tables.</summary>
internal sealed class LessonProse(IAnsiConsole console)
{
    /// <summary>The longest line in cells, because longer lines are hard to read.</summary>
    private const int MaxWidth = 100;

    /// <param name="style">A style of Spectre.Console: "yellow".</param>
    public void Write(string text, string style)
    {
        var rows = new List<string>();
        foreach (var line in text.Length > 0 ? text.Split('\n') : [])
        {
            if (line.StartsWith('|'))
            {
                rows.Add(line);
                continue;
            }

            Table(rows);
            foreach (var wrapped in ProseWrap.Lines(line, Math.Min(MaxWidth, console.Profile.Width)))
            {
                console.Write(new Text($"{wrapped}\n", Style.Parse(style)));
            }
        }

        Table(rows);
    }

    /// <summary>Writes the collected rows as a table, if there are any, and clears the list.</summary>
    // | | chapter | here |
    // |---|---|---|
    // | VXLAN device, VNI | `vxlan0`, 10 | `vxlan1`, 20 |
    private void Table(List<string> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns([.. Cells(rows[0]).Select(Markup.Escape)]);
        foreach (var row in rows.Skip(2))
        {
            table.AddRow([.. Cells(row).Select(Markup.Escape)]);
        }

        console.Write(table);
        rows.Clear();
    }

    private static IEnumerable<string> Cells(string row) => row.Trim('|', ' ').Length == 0
        ? []
        : row[1..].TrimEnd().TrimEnd('|').Split('|').Select(cell => cell.Trim());
}
