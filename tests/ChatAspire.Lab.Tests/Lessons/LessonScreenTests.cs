using ChatAspire.Lab.Lessons;
using Spectre.Console;

namespace ChatAspire.Lab.Tests.Lessons;

/// <summary>Lessons as a terminal shows them.</summary>
public sealed class LessonScreenTests
{
    private static readonly int[] Widths = [40, 80, 100, 160];

    public static TheoryData<string, string, int> Screens =>
        [.. from section in LessonBook.Sections from words in LessonWords.All from width in Widths select (section, words.Language, width)];

    [Theory]
    [MemberData(nameof(Screens))]
    public void Prose_lines_fit_the_terminal_and_never_begin_with_closing_punctuation(string section, string language, int width)
    {
        var text = LessonText.Read(section, language);
        foreach (var paragraph in Paragraphs(text))
        {
            var lines = ProseWrap.Lines(paragraph, width).ToList();

            Assert.All(lines, line => Assert.True(ProseWrap.Cells(line) <= width || !line.Contains(' ', StringComparison.Ordinal), line));
            Assert.All(lines.Skip(1), line => Assert.DoesNotContain(line[0], "、。，．：；？！）」』】ー"));
            Assert.All(lines.SkipLast(1), line => Assert.DoesNotContain(line[^1], "（「『【"));
            Assert.Equal(WithoutSpaces(paragraph), WithoutSpaces(string.Concat(lines)));
        }
    }

    [Theory]
    [InlineData("en", "VXLAN device, VNI")]
    [InlineData("ja", "VXLAN デバイス、VNI")]
    public void A_Markdown_table_is_shown_as_a_table(string language, string label)
    {
        var screen = Begin("3-5", language);

        Assert.DoesNotContain(screen, line => line.StartsWith('|') || line.Contains("---|", StringComparison.Ordinal));
        Assert.Matches($@"^\s*{label}\s+\S?\s*`vxlan0`.10|^\s*{label}\s+\S?\s*`vxlan0`, 10",
            Assert.Single(screen, line => line.Contains(label, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("これは長い文です。", 16, "これは長い文で", "す。")]
    [InlineData("（括弧）の前", 8, "（括弧）", "の前")]
    [InlineData("a bc def", 4, "a bc", "def")]
    [InlineData("unbreakable word", 5, "unbreakable", "word")]
    public void Lines_break_where_both_languages_allow_it(string paragraph, int width, params string[] lines) =>
        Assert.Equal(lines, ProseWrap.Lines(paragraph, width));

    private static IEnumerable<string> Paragraphs(LessonText text) =>
        new[] { text.Introduction }.Concat(text.Items.Values.SelectMany(item => new[] { item.Purpose, item.Difference, item.Notice }))
            .SelectMany(part => part.Split('\n')).Where(line => line.Length > 0 && !line.StartsWith('|'));

    private static string WithoutSpaces(string text) => text.Replace(" ", "", StringComparison.Ordinal);

    private static string[] Begin(string section, string language)
    {
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = 100;
        new LessonScreen(LessonText.Read(section, language), LessonWords.In(language), console).Begin();
        return output.ToString().Split('\n');
    }
}
