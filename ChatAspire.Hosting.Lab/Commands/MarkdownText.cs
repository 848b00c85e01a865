using System.Text.RegularExpressions;

namespace ChatAspire.Hosting.Lab.Commands;

/// <summary>Writes text as Markdown.</summary>
internal static partial class MarkdownText
{
    private const string Fence = "````"; // longer than a fence that a line could begin with

    /// <summary>Escapes what Markdown would read as markup.</summary>
    public static string Escape(string text) => Markup().Replace(text, @"\$0").ReplaceLineEndings(" ");

    /// <summary>Formats lines as they are, with a fixed width.</summary>
    public static string Fenced(IEnumerable<string> lines) => $"{Fence}text\n{string.Join('\n', lines)}\n{Fence}\n\n";

    /// <summary>Formats paragraphs of prose, which marks commands with backticks; a line that is a command gets a fixed width.</summary>
    public static string Prose(string text) => string.Concat(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        line.StartsWith("chatlab ", StringComparison.Ordinal)
            ? Fenced([line])
            : $"{Escape(line).Replace(@"\`", "`", StringComparison.Ordinal)}\n\n"));

    /// <summary>Formats a table; returns an empty string if there are no rows.</summary>
    public static string Table(string[] columns, IEnumerable<string?[]> rows)
    {
        var lines = rows.Select(Row).ToList();
        var rule = Row([.. columns.Select(_ => (string?)null)], "---");
        return lines.Count == 0 ? "" : $"{Row(columns)}\n{rule}\n{string.Join('\n', lines)}\n\n";
    }

    private static string Row(string?[] cells) => Row(cells, "");

    private static string Row(string?[] cells, string empty) =>
        $"| {string.Join(" | ", cells.Select(cell => cell is null ? empty : Escape(cell)))} |";

    [GeneratedRegex(@"[\\`*_{}\[\]<>#|]")]
    private static partial Regex Markup();
}
