using System.Globalization;
using ChatAspire.Network.Drawing;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Netfilter;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Output;

/// <summary>A row in a host's column of the picture: a device, a table, a translation, or the end of the path.</summary>
/// <param name="Draw">Draws the row into a canvas, given the x of the column's left edge and the y of the row's top.</param>
internal sealed record LadderRow(double Height, Action<SvgCanvas, double, double> Draw)
{
    /// <summary>The distance of a column's wire from the column's left edge.</summary>
    public const double WireX = 168;

    /// <summary>The space below each row.</summary>
    public const double Gap = 8;

    private const double BoxWidth = 160;
    private const double BoxHeight = 26;
    private const double TextX = WireX + 14;

    /// <summary>The width of a text beside the wire, up to the column's right edge less a margin.</summary>
    private const double TextWidth = PacketDrawing.ColumnWidth - TextX - 10;

    /// <summary>Indicates whether the wire continues past the row.</summary>
    public bool IsPassed { get; init; } = true;

    public static LadderRow Device(DeviceHop hop, (double Milliseconds, bool IsUpperBound) time) => new(BoxHeight + Gap, (canvas, x, y) =>
    {
        var box = new Box(x + WireX - (BoxWidth / 2), y, BoxWidth, BoxHeight);
        canvas.Rect(box, Style(hop.Point.Kind));
        canvas.Text(x + WireX, y + 17, PictureStyle.Fit($"{hop.Point}", BoxWidth - 8, 11.5, mono: true), "mono middle");
        var milliseconds = string.Create(CultureInfo.InvariantCulture, $"{(time.IsUpperBound ? "≤ " : "")}{time.Milliseconds:0.000} ms");
        canvas.Text(box.X - 8, y + 17, milliseconds, "small end");
        var (text, style) = hop.Frame.Tunnel is { } tunnel
            ? ($"{tunnel}", "small tunnel")
            : ($"{hop.Frame.SourceMac} → {hop.Frame.DestinationMac}", "small");
        canvas.Text(box.Right + 8, y + 17, text, style);
    });

    /// <summary>Draws a table with the last rule that the packet matched; the terminal's ladder also lists the earlier rules.</summary>
    public static LadderRow Chain(ChainTraversal traversal)
    {
        var last = traversal.Rules[^1];
        var style = traversal.Dropped is null ? "small" : "bad";
        var name = $"{traversal.Table} {traversal.Hook}";
        if (last.Rule is not { } rule)
        {
            return Marked("stack", [($"{name}: end of chain, {last.Verdict}", style)]);
        }

        var text = rule.Contains(" -j ", StringComparison.Ordinal) ? rule : $"{rule} → {last.Verdict}";
        return Marked("stack", [(name, "quiet"), .. PictureStyle.Wrap(text, TextWidth, 10, mono: true).Select(line => (line, style))]);
    }

    public static LadderRow Translation((Endpoint From, Endpoint To) before, (Endpoint From, Endpoint To) after) => Marked("nat",
    [
        ("NAT", "name"),
        ($"{before.From} → {before.To}", "mono"),
        ($"becomes {after.From} → {after.To}", "mono"),
    ]);

    /// <summary>Draws the end of a lost packet's path.</summary>
    /// <param name="expected">The last capture point of its path.</param>
    /// <param name="host">The host in whose column the row is.</param>
    public static LadderRow Lost(CapturePoint expected, string host) => new(30, (canvas, x, y) =>
    {
        var (center, arm) = (y + 12, 9);
        canvas.Line("wire", (x + WireX, y - Gap), (x + WireX, center));
        canvas.Line("cross", (x + WireX - arm, center - arm), (x + WireX + arm, center + arm));
        canvas.Line("cross", (x + WireX - arm, center + arm), (x + WireX + arm, center - arm));
        canvas.Text(x + TextX + 6, center + 4, $"not seen on {expected}{(expected.Host == host ? "" : $", {expected.Host}")}", "bad");
    })
    { IsPassed = false };

    private static LadderRow Marked(string mark, List<(string Text, string Style)> lines) => new((lines.Count * 13) + Gap, (canvas, x, y) =>
    {
        canvas.Rect(new Box(x + WireX - 5, y + 1, 10, 10), mark, 2);
        foreach (var (index, (text, style)) in lines.Index())
        {
            canvas.Text(x + TextX, y + 10 + (index * 13), text, style);
        }
    });

    private static string Style(CapturePointKind kind) => kind switch
    {
        CapturePointKind.Container => "namespace",
        CapturePointKind.Veth => "veth",
        CapturePointKind.Bridge => "bridge",
        CapturePointKind.Vxlan => "vxlan",
        _ => "nic",
    };
}
