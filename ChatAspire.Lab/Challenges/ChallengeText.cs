using System.Text.RegularExpressions;

namespace ChatAspire.Lab.Challenges;

/// <summary>The texts of a challenge in one language: the file <c>Text/NAME.LANGUAGE.md</c>.</summary>
/// <param name="Story">The symptom, as a person would report it; never the cause.</param>
/// <param name="Hints">The hints, from vague to specific.</param>
/// <param name="Solution">The cause, and the commands that repair it.</param>
public sealed partial record ChallengeText(string Title, string Story, IReadOnlyList<string> Hints, string Solution)
{
    private const string HintHeading = "hint";

    /// <summary>Reads the texts from this assembly.</summary>
    /// <param name="values">Placeholder name → value. A placeholder such as <c>&lt;chat&gt;</c> without a value stays as it is.</param>
    /// <exception cref="FormatException">The assembly contains no text for this name and language.</exception>
    public static ChallengeText Read(string name, string language, IReadOnlyDictionary<string, string> values)
    {
        var path = $"challenges/{name}.{language}.md";
        using var file = new StreamReader(typeof(ChallengeText).Assembly.GetManifestResourceStream(path)
            ?? throw new FormatException($"There is no {path} in this program."));
        return Parse(Fill(file.ReadToEnd(), values));
    }

    // # Night shift
    //
    // The story.
    //
    // ## hint
    // A vague hint.
    // ## hint
    // A specific one.
    // ## solution
    // The cause and the cure.
    internal static ChallengeText Parse(string text)
    {
        var parts = Headings().Split(text.ReplaceLineEndings("\n")).Select(part => part.Split('\n', 2)).ToList();
        return new(
            parts[0][0].TrimStart('#', ' '), parts[0][1].Trim(),
            [.. parts.Where(part => part[0].Trim() == HintHeading).Select(part => part[1].Trim())],
            parts.Single(part => part[0].Trim() == "solution")[1].Trim());
    }

    private static string Fill(string text, IReadOnlyDictionary<string, string> values) =>
        Placeholder().Replace(text, name => values.GetValueOrDefault(name.Groups[1].Value, name.Value));

    [GeneratedRegex("^## ", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex("<([a-z-]+)>")]
    private static partial Regex Placeholder();
}
