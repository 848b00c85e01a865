using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ChatAspire.Architecture.Tests;

/// <summary>Keeps types small enough to read.</summary>
public sealed class SizeTests
{
    private const int MaxLines = 300;
    private const int MaxFields = 12;
    private const int MaxColumns = 140;

    [Fact]
    public void No_type_has_more_than_300_lines_or_12_fields() => Findings.AssertNone(SourceTree.Types(SourceTree.Production)
        .Select(type => (Name: type.Key, Lines: type.Sum(Lines), Fields: type.Sum(Fields)))
        .Where(type => type.Lines > MaxLines || type.Fields > MaxFields)
        .Select(type => $"{type.Name}: {type.Lines} lines, {type.Fields} fields"));

    [Fact]
    public void No_line_has_more_than_140_columns() => Findings.AssertNone(SourceTree.Production
        .Concat(SourceTree.Tests.Select(SourceTree.Parse))
        .SelectMany(tree => tree.GetText().Lines
            .Where(line => line.End - line.Start > MaxColumns)
            .Select(line => $"{SourceTree.Name(tree.FilePath)}:{line.LineNumber + 1}: {line.End - line.Start} columns")));

    private static int Lines(TypeDeclarationSyntax type)
    {
        var span = type.SyntaxTree.GetLineSpan(type.Span);
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    /// <summary>Counts what an instance or the type holds; constants hold nothing.</summary>
    private static int Fields(TypeDeclarationSyntax type) => type.Members.OfType<FieldDeclarationSyntax>()
        .Where(field => !field.Modifiers.Any(SyntaxKind.ConstKeyword))
        .Sum(field => field.Declaration.Variables.Count);
}
