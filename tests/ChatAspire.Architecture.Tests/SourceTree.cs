using ChatAspire.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ChatAspire.Architecture.Tests;

/// <summary>The C# sources of the repository, parsed.</summary>
internal static class SourceTree
{
    private static readonly Lazy<IReadOnlyList<SyntaxTree>> ParsedProduction = new(() => [.. Files("ChatAspire.*").Select(Parse)]);

    /// <summary>The sources of the projects at the top level.</summary>
    public static IReadOnlyList<SyntaxTree> Production => ParsedProduction.Value;

    /// <summary>The sources under <c>tests</c>.</summary>
    public static IEnumerable<string> Tests => Files("tests");

    /// <summary>A file's path as a reader of the repository knows it.</summary>
    public static string Name(string path) => Path.GetRelativePath(Repository.Root, path);

    public static SyntaxTree Parse(string path) =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(path), new CSharpParseOptions(LanguageVersion.Preview), path);

    /// <summary>Every type that the trees declare, by its full name: its declarations, more than one where it is partial.</summary>
    public static ILookup<string, TypeDeclarationSyntax> Types(IEnumerable<SyntaxTree> trees) => trees
        .SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>())
        .ToLookup(FullName);

    private static string FullName(TypeDeclarationSyntax type) => string.Join('.', type.AncestorsAndSelf()
        .OfType<TypeDeclarationSyntax>().Reverse().Select(outer => outer.Identifier.Text)
        .Prepend(type.Ancestors().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString() ?? ""));

    private static IEnumerable<string> Files(string folders) => Directory.EnumerateDirectories(Repository.Root, folders)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        .Where(file => !Name(file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
        .Order(StringComparer.Ordinal);
}
