using ChatAspire.Network.Drawing;
using ChatAspire.Network.Walk.Diagnose;

namespace ChatAspire.Network.Walk.Output;

/// <summary>Draws a verdict and its cure in a red frame.</summary>
internal sealed class VerdictBox
{
    private const double Padding = 10;
    private const double Line = 15;

    private readonly double _width;
    private readonly List<(string Text, string Style)> _lines;

    private VerdictBox(double width, List<(string, string)> lines) => (_width, _lines) = (width, lines);

    public double Height => (2 * Padding) + (_lines.Count * Line);

    public static VerdictBox Of(Verdict verdict, double width)
    {
        var textWidth = width - (2 * Padding);
        return new VerdictBox(width,
        [
            .. PictureStyle.Wrap($"{verdict}", textWidth, 11).Select(line => (line, "bad")),
            .. PictureStyle.Wrap($"→ {verdict.Hint}", textWidth, 11.5, mono: true).Select(line => (line, "mono")),
        ]);
    }

    public void Draw(SvgCanvas canvas, double x, double y)
    {
        canvas.Rect(new Box(x, y, _width, Height), "trouble");
        foreach (var (index, (text, style)) in _lines.Index())
        {
            canvas.Text(x + Padding, y + Padding + 11 + (index * Line), text, style);
        }
    }
}
