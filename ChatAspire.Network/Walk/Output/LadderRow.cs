using System.Globalization;
using ChatAspire.Network.Drawing;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Netfilter;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Output;

/// <summary>One thing in a host's column that a packet passes.</summary>
/// <param name="Draw">Into a canvas, from the column's left edge and the rung's top.</param>
internal sealed record LadderRow(double Height, Action<SvgCanvas, double, double> Draw)
{
    /// <summary>Where a column's wire is, from its left edge.</summary>
    public const double WireX = 168;

    /// <summary>Below each rung.</summary>
    public const double Gap = 8;

    private const double BoxWidth = 160;
    private const double BoxHeight = 26;
    private const double TextX = WireX + 14;

    /// <summary>From a text beside the wire to the column's right edge, less a margin.</summary>
    private const double TextWidth = PacketDrawing.ColumnWidth - TextX - 10;

    /// <summary>The wire leads past it.</summary>
    public bool IsPassed { get; init; } = true;

    public static LadderRow Device(DeviceHop hop, (bool IsLate, double Milliseconds) time) => new(BoxHeight + Gap, (canvas, x, y) =>
    {
        var box = new Box(x + WireX - (BoxWidth / 2), y, BoxWidth, BoxHeight);
        canvas.Rect(box, Style(hop.Place.Kind));
        canvas.Text(x + WireX, y + 17, PictureStyle.Fit($"{hop.Place}", BoxWidth - 8, 11.5, mono: true), "mono middle");
        canvas.Text(box.X - 8, y + 17, string.Create(CultureInfo.InvariantCulture, $"{(time.IsLate ? "≤ " : "")}{time.Milliseconds:0.000} ms"), "small end");
        canvas.Text(box.Right + 8, y + 17, hop.Frame.Tunnel is { } tunnel ? $"{tunnel}" : $"{hop.Frame.SourceMac} → {hop.Frame.DestinationMac}", hop.Frame.Tunnel is null ? "small" : "small tunnel");
    });

    /// <summary>Of its rules the one that decided; what it jumped through on the way stands in the terminal's ladder.</summary>
    public static LadderRow Chain(ChainTraversal pass)
    {
        var last = pass.Rules[^1];
        var style = pass.Dropped is null ? "small" : "bad";
        List<(string Text, string Style)> lines = last.Rule is not { } rule
            ? [($"{pass.Table} {pass.Hook}: end of chain, {last.Verdict}", style)]
            : [($"{pass.Table} {pass.Hook}", "quiet"), .. PictureStyle.Wrap(rule.Contains(" -j ", StringComparison.Ordinal) ? rule : $"{rule} → {last.Verdict}", TextWidth, 10, mono: true).Select(line => (line, style))];
        return Marked("stack", lines);
    }

    public static LadderRow Translation((Endpoint From, Endpoint To) before, (Endpoint From, Endpoint To) after) => Marked("nat",
    [
        ("NAT", "name"),
        ($"{before.From} → {before.To}", "mono"),
        ($"becomes {after.From} → {after.To}", "mono"),
    ]);

    /// <param name="place">Where it should have arrived.</param>
    /// <param name="host">Where it is told.</param>
    public static LadderRow Lost(CapturePoint place, string host) => new(30, (canvas, x, y) =>
    {
        var (centre, arm) = (y + 12, 9);
        canvas.Line("wire", (x + WireX, y - Gap), (x + WireX, centre));
        canvas.Line("cross", (x + WireX - arm, centre - arm), (x + WireX + arm, centre + arm));
        canvas.Line("cross", (x + WireX - arm, centre + arm), (x + WireX + arm, centre - arm));
        canvas.Text(x + TextX + 6, centre + 4, $"not seen on {place}{(place.Host == host ? "" : $", {place.Host}")}", "bad");
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
