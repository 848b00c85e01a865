using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ChatAspire.Architecture.Tests;

/// <summary>Keeps to the language rules of CONTRIBUTING.md, as far as a program can tell.</summary>
public sealed partial class LanguageTests
{
    private static readonly HashSet<string> OldTypes =
    [
        "RoomFeed", "FeedHub", "FeedReader", "Bell", "Doorbell", "Mark", "StoredStamp", "RedisLink", "ChatSettings", "Place", "Trouble",
        "Advice", "Tap", "TapMark", "TapPlans", "TapScript", "ChainPass", "PassPool", "Rung", "Book", "Lane", "Stand" + "ing", "ChosenLab",
        "Shell", "Verb", "LaunchKit", "Surroundings", "Patience", "InstanceWaits", "FoundationSteps", "Removal", "Skip", "HostMap",
        "Map", "Pure",
    ];

    private static readonly HashSet<string> OldMembers =
    [
        "TryNext", "WayBack", "IsAway", "Differs", "Otherwise", "otherwise", "Happened", "happened", "Tell", "tell", "Told", "Well",
    ];

    [Fact]
    public void No_summary_begins_with_a_relative_clause() => Findings.AssertNone(SourceTree.Production
        .Concat(SourceTree.Tests.Select(SourceTree.Parse))
        .SelectMany(tree => Summary().Matches(tree.GetText().ToString())
            .Select(match => $"{Position(tree, match.Index)}: {match.Value.Split('\n')[^1].Trim()}")));

    [Fact]
    public void Nothing_is_declared_under_a_name_that_the_glossary_replaced() => Findings.AssertNone(SourceTree.Production
        .Concat(SourceTree.Tests.Select(SourceTree.Parse))
        .SelectMany(OldNames));

    [Theory]
    [InlineData("class Doorbell;", 1)]
    [InlineData("record Mark(long Epoch);", 1)]
    [InlineData("class Walk { void Tell() { } int Happened => 0; }", 2)]
    [InlineData("class LogPosition { void Report() { } }", 0)]
    public void An_old_name_is_found(string source, int count) =>
        Assert.Equal(
            count,
            OldNames(CSharpSyntaxTree.ParseText(
                source, path: "Sample.cs", cancellationToken: TestContext.Current.CancellationToken)).Count());

    private static IEnumerable<string> OldNames(SyntaxTree tree) => tree.GetRoot().DescendantNodes()
        .Select(node => node switch
        {
            BaseTypeDeclarationSyntax type when OldTypes.Contains(type.Identifier.Text) => type.Identifier,
            MethodDeclarationSyntax method when OldMembers.Contains(method.Identifier.Text) => method.Identifier,
            PropertyDeclarationSyntax property when OldMembers.Contains(property.Identifier.Text) => property.Identifier,
            ParameterSyntax parameter when OldMembers.Contains(parameter.Identifier.Text) => parameter.Identifier,
            _ => default,
        })
        .Where(name => name != default)
        .Select(name => $"{Position(tree, name.SpanStart)}: {name.Text}");

    private static string Position(SyntaxTree tree, int position) =>
        $"{SourceTree.Name(tree.FilePath)}:{tree.GetText().Lines.GetLinePosition(position).Line + 1}";

    [GeneratedRegex(@"<summary>\s*(?:///\s*)?(?:What|Who|Whether|Where|How)\b[^\n]*")]
    private static partial Regex Summary();
}
