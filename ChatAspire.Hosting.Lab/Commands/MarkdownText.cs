using System.Text.RegularExpressions;

namespace ChatAspire.Hosting.Lab.Commands;

/// <summary>Writes text as Markdown.</summary>
internal static partial class MarkdownText
{
    private const string Fence = "````"; // four backticks, so that a line of three does not end the block

    /// <summary>Escapes characters with a meaning in Markdown, and replaces line breaks by spaces.</summary>
    public static string Escape(string text) => Markup().Replace(text, @"\$0").ReplaceLineEndings(" ");

    /// <summary>Formats lines as a fenced code block, without escaping them.</summary>
    public static string Fenced(IEnumerable<string> lines) => $"{Fence}text\n{string.Join('\n', lines)}\n{Fence}\n\n";

    /// <summary>Formats each line as a paragraph that keeps its backticks, or as a code block if it begins with "chatlab ".</summary>
    public static string Prose(string text) => string.Concat(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        line.StartsWith("chatlab ", StringComparison.Ordinal)
            ? Fenced([line])
            : $"{Escape(line).Replace(@"\`", "`", StringComparison.Ordinal)}\n\n"));

    /// <summary>Formats a table and escapes its cells; returns an empty string when there are no rows.</summary>
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
