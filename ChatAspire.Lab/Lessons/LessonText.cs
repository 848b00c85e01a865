using System.Text.RegularExpressions;

namespace ChatAspire.Lab.Lessons;

/// <summary>A lesson's words in one language: the file <c>Text/SECTION.LANGUAGE.md</c>.</summary>
/// <param name="Introduction">Paragraphs, parted by empty lines.</param>
public sealed partial record LessonText(string Title, string Introduction, IReadOnlyDictionary<string, ItemText> Items)
{
    /// <exception cref="FormatException">The file is not as <see cref="Parse"/> expects.</exception>
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
    // What the commands are for.
    // ≠ Why another command is run here than the chapter's.       only where that is so
    // → What to notice in the output.
    internal static LessonText Parse(string text)
    {
        var parts = Headings().Split(text.ReplaceLineEndings("\n"));
        var (title, introduction) = Cut(parts[0], "\n");
        return new LessonText(title.TrimStart('#', ' '), introduction, parts.Skip(1).Select(part => Cut(part, "\n")).Select(part => (Heading: Cut(part.Head, " "), part.Tail)).ToDictionary(part => part.Heading.Head, part => Item(part.Heading.Tail, part.Tail)));
    }

    private static ItemText Item(string title, string text)
    {
        var (rest, notice) = Cut(text, "\n→ ");
        var (purpose, differs) = Cut(rest, "\n≠ ");
        return new ItemText(title, purpose, differs, notice);
    }

    private static (string Head, string Tail) Cut(string text, string at) =>
        text.IndexOf(at, StringComparison.Ordinal) is var i and >= 0 ? (text[..i].Trim(), text[(i + at.Length)..].Trim()) : (text.Trim(), "");

    [GeneratedRegex("^## ", RegexOptions.Multiline)]
    private static partial Regex Headings();
}

/// <summary>The words of one item.</summary>
/// <param name="Purpose">What its commands are for.</param>
/// <param name="Differs">Why something else is run here than what the chapter has; empty where that goes without saying.</param>
/// <param name="Notice">What to see in the output.</param>
public sealed record ItemText(string Title, string Purpose, string Differs, string Notice);
