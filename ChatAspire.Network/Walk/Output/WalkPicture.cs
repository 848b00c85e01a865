using ChatAspire.Network.Drawing;

namespace ChatAspire.Network.Walk.Output;

/// <summary>
/// Draws walks as one picture. The selected packets are one below another. Each is a ladder that leads from top to bottom through the
/// hosts, which are side by side.
/// </summary>
internal static class WalkPicture
{
    private const double Margin = 30;
    private const double Between = 26;
    private const double Line = 17;

    /// <summary>Draws a standalone SVG.</summary>
    /// <param name="all">True to draw every packet; false for the first of each kind and direction, and those that were lost.</param>
    public static string Svg(IReadOnlyList<WalkReport> reports, bool all)
    {
        var width = (2 * Margin) + reports.Max(report => PacketDrawing.WidthOf(report.Clocks.Count));
        var canvas = new SvgCanvas();
        var y = Margin;
        foreach (var report in reports)
        {
            y = Draw(canvas, report, all, y, width);
        }

        return canvas.ToSvg(width, Legend.Draw(canvas, Margin, y + 4, width - Margin) + (Margin / 2), Title(reports));
    }

    public static string Title(IReadOnlyList<WalkReport> reports) => string.Join("; ", reports.Select(report => report.Title));

    private static double Draw(SvgCanvas canvas, WalkReport report, bool all, double y, double width)
    {
        canvas.Text(Margin, y + 14, report.Title, "host");
        y += 22;
        foreach (var line in WalkLadder.Clocks(report).Concat(WalkLadder.Outcome(report)))
        {
            canvas.Text(Margin, y + 12, line.Text, line.Tone == LadderTone.Failure ? "bad" : "quiet");
            y += Line;
        }

        var verdict = report.Verdict;
        foreach (var (number, walk, _) in PacketSelection.Of(report, all).Where(packet => packet.InFull))
        {
            // The verdict is drawn once, at the first lost packet.
            var drawing = new PacketDrawing(walk, PacketLadder.Title(number, walk, report.Start), [.. report.Clocks.Keys], report.Start,
                walk.Arrived ? null : verdict);
            verdict = walk.Arrived ? verdict : null;
            y = drawing.Draw(canvas, Margin, y + 12);
        }

        if (verdict is not null)
        {
            var box = VerdictBox.Of(verdict, width - (2 * Margin));
            box.Draw(canvas, Margin, y + 12);
            y += box.Height + 12;
        }

        return y + Between;
    }
}
