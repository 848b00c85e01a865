using System.Globalization;
using System.Text;

namespace ChatAspire.Lab.Lessons;

/// <summary>Builds a Markdown document of a lesson while the lesson runs.</summary>
public sealed class LessonPage
{
    private readonly StringBuilder _page = new();
    private readonly LessonText _text;
    private readonly LessonWords _words;
    private int _number;

    /// <param name="language">"en" or "ja".</param>
    public LessonPage(Lesson lesson, string language)
    {
        _text = LessonText.Read(lesson.Section, language);
        _words = LessonWords.In(language);
        Paragraphs($"# {_text.Title}", $"<!-- {string.Format(CultureInfo.InvariantCulture, _words.MadeBy, lesson.Section)} -->",
            _text.Introduction, _words.Shell);
    }

    /// <summary>The document so far.</summary>
    public string Text => _page.ToString();

    /// <summary>Adds an item and the results of its commands.</summary>
    public void Add(LessonItem item, IReadOnlyList<LessonResult> results)
    {
        var text = _text.Items[item.Key];
        Paragraphs($"## {++_number}. {text.Title}", text.Purpose);
        if (results.Where(result => result.Typed != result.Ran).Select(result => result.Typed).Distinct().ToList() is { Count: > 0 } typed)
        {
            Paragraphs(_words.InChapter, Fenced("sh", string.Join('\n', typed)));
            if (text.Difference.Length > 0)
            {
                Paragraphs(text.Difference);
            }
        }

        if (item.UpRan.Length > 0)
        {
            Paragraphs(_words.UpRan, Fenced("sh", item.UpRan));
        }

        foreach (var result in results)
        {
            Paragraphs(
                $"**{LessonLocation.Of(item, result.Command, _words)}**",
                Fenced("console", $"$ {result.Ran.ReplaceLineEndings("\n> ")}\n{result.Output.TrimEnd()}".TrimEnd()));
        }

        Paragraphs($"> {text.Notice.ReplaceLineEndings("\n> ")}");
    }

    private void Paragraphs(params IEnumerable<string> paragraphs)
    {
        foreach (var paragraph in paragraphs)
        {
            _page.Append(_page.Length > 0 ? "\n" : "").Append(paragraph).Append('\n');
        }
    }

    /// <summary>Wraps text in a code fence that is longer than any fence inside the text (CommonMark 0.31, section 4.5).</summary>
    private static string Fenced(string language, string text)
    {
        var fence = "```";
        while (text.Contains(fence, StringComparison.Ordinal))
        {
            fence += "`";
        }

        return $"{fence}{language}\n{text}\n{fence}";
    }
}
