using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace ChatAspire.Architecture.Tests;

/// <summary>Keeps to the language rules of CONTRIBUTING.md, as far as a program can tell.</summary>
public sealed partial class LanguageTests
{
    [Fact]
    public void No_summary_begins_with_a_relative_clause() => Findings.AssertNone(SourceTree.Production
        .Concat(SourceTree.Tests.Select(SourceTree.Parse))
        .SelectMany(tree => Summary().Matches(tree.GetText().ToString())
            .Select(match => $"{Position(tree, match.Index)}: {match.Value.Split('\n')[^1].Trim()}")));

    private static string Position(SyntaxTree tree, int position) =>
        $"{SourceTree.Name(tree.FilePath)}:{tree.GetText().Lines.GetLinePosition(position).Line + 1}";

    [GeneratedRegex(@"<summary>\s*(?:///\s*)?(?:What|Who|Whether|Where|How)\b[^\n]*")]
    private static partial Regex Summary();
}
