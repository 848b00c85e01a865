using System.Text;
using Spectre.Console.Rendering;

namespace ChatAspire.Lab.Lessons;

/// <summary>Wraps English and Japanese prose to the width of a terminal.</summary>
internal static class ProseWrap
{
    /// <summary>Characters that never begin a line (JIS X 4051, the basic rule): closing brackets, stops, small kana.</summary>
    private const string NeverFirst = "、。，．・：；？！）」』】〕〉》”’ー々…ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ)]}.,;:!?";

    /// <summary>Characters that never end a line: opening brackets.</summary>
    private const string NeverLast = "（「『【〔〈《“‘([{";

    /// <summary>Wraps one paragraph; a word that is longer than a line gets a line of its own.</summary>
    /// <param name="width">The width of a line in cells; a Japanese character takes two.</param>
    public static IEnumerable<string> Lines(string paragraph, int width)
    {
        var line = new StringBuilder();
        var used = 0;
        foreach (var (text, afterSpace) in Units(paragraph))
        {
            var cells = Cells(text);
            var gap = afterSpace && used > 0 ? 1 : 0;
            if (used > 0 && used + gap + cells > width)
            {
                yield return line.ToString();
                line.Clear();
                (used, gap) = (0, 0);
            }

            line.Append(gap > 0 ? " " : "").Append(text);
            used += gap + cells;
        }

        yield return line.ToString();
    }

    /// <summary>Counts the cells a text takes in a terminal.</summary>
    public static int Cells(string text) => new Segment(text).CellCount();

    /// <summary>
    /// Splits a paragraph into the parts between which a line may break: words, and Japanese characters with adjoining punctuation.
    /// </summary>
    private static List<(string Text, bool AfterSpace)> Units(string paragraph)
    {
        List<(string Text, bool AfterSpace)> units = [];
        var afterSpace = true;
        foreach (var rune in paragraph.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                afterSpace = true;
                continue;
            }

            var text = rune.ToString();
            if (!afterSpace && Stays(units[^1].Text, text))
            {
                units[^1] = (units[^1].Text + text, units[^1].AfterSpace);
            }
            else
            {
                units.Add((text, afterSpace));
            }

            afterSpace = false;
        }

        return units;
    }

    private static bool Stays(string before, string next) =>
        NeverFirst.Contains(next, StringComparison.Ordinal) || NeverLast.Contains(before[^1], StringComparison.Ordinal)
        || (Cells(next) < 2 && Cells(before[^1].ToString()) < 2);
}
