using ChatAspire.Network.Drawing;

namespace ChatAspire.Network.Walk.Output;

/// <summary>
/// Walks as one picture: the telling packets one below another, each a ladder from top to bottom through the hosts, which
/// stand side by side.
/// </summary>
internal static class WalkPicture
{
    private const double Margin = 30;
    private const double Between = 26;
    private const double Line = 17;

    /// <summary>A standalone SVG.</summary>
    /// <param name="all">Every packet; else those that tell something new.</param>
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
            canvas.Text(Margin, y + 12, line.Text, line.Tone == LadderTone.Trouble ? "bad" : "quiet");
            y += Line;
        }

        var trouble = report.Trouble;
        foreach (var (number, walk, _) in WalkLadder.Packets(report, all).Where(packet => packet.Whole))
        {
            // Told once, where the first packet is lost.
            var drawing = new PacketDrawing(walk, WalkLadder.Title(number, walk, report.Begin), [.. report.Clocks.Keys], report.Begin, walk.Arrived ? null : trouble);
            trouble = walk.Arrived ? trouble : null;
            y = drawing.Draw(canvas, Margin, y + 12);
        }

        if (trouble is not null)
        {
            var box = VerdictBox.Of(trouble, width - (2 * Margin));
            box.Draw(canvas, Margin, y + 12);
            y += box.Height + 12;
        }

        return y + Between;
    }
}
