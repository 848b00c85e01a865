using System.Text.RegularExpressions;

namespace ChatAspire.Lab.Lessons;

/// <summary>The texts of a lesson in one language: the file <c>Text/SECTION.LANGUAGE.md</c>.</summary>
/// <param name="Introduction">Markdown paragraphs, separated by empty lines.</param>
/// <param name="Items">Item key → texts.</param>
public sealed partial record LessonText(string Title, string Introduction, IReadOnlyDictionary<string, ItemText> Items)
{
    /// <summary>Reads the texts from this assembly.</summary>
    /// <exception cref="FormatException">The assembly contains no text for this section and language.</exception>
    public static LessonText Read(string section, string language)
    {
        var name = $"lessons/{section}.{language}.md";
        using var file = new StreamReader(typeof(LessonText).Assembly.GetManifestResourceStream(name)
            ?? throw new FormatException($"There is no {name} in this program."));
        return Parse(file.ReadToEnd());
    }

    // # 3-1 How Docker's networks are built
    //
    // An introduction.
    //
    // ## filter-table The filter table     an item's key and title
    // The purpose of the commands.
    // ≠ The reason why another command than the chapter's runs here.       optional
    // → What to notice in the output.
    internal static LessonText Parse(string text)
    {
        var parts = Headings().Split(text.ReplaceLineEndings("\n"));
        var (title, introduction) = Cut(parts[0], "\n");
        return new LessonText(
            title.TrimStart('#', ' '), introduction,
            parts.Skip(1).Select(part => Cut(part, "\n")).Select(part => (Heading: Cut(part.Head, " "), part.Tail))
                .ToDictionary(part => part.Heading.Head, part => Item(part.Heading.Tail, part.Tail)));
    }

    private static ItemText Item(string title, string text)
    {
        var (rest, notice) = Cut(text, "\n→ ");
        var (purpose, differs) = Cut(rest, "\n≠ ");
        return new ItemText(title, purpose, differs, notice);
    }

    private static (string Head, string Tail) Cut(string text, string at) =>
        text.IndexOf(at, StringComparison.Ordinal) is var i and >= 0 ? (text[..i].Trim(), text[(i + at.Length)..].Trim())
            : (text.Trim(), "");

    [GeneratedRegex("^## ", RegexOptions.Multiline)]
    private static partial Regex Headings();
}

/// <summary>The texts of one item.</summary>
/// <param name="Purpose">The purpose of the item's commands.</param>
/// <param name="Difference">The reason why another command than the chapter's runs here; empty for none.</param>
/// <param name="Notice">The points to notice in the output.</param>
public sealed record ItemText(string Title, string Purpose, string Difference, string Notice);
