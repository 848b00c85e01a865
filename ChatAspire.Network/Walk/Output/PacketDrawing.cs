using ChatAspire.Network.Drawing;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Diagnose;

namespace ChatAspire.Network.Walk.Output;

/// <summary>Draws one packet: a column per host, with the tables and devices that the packet passed from top to bottom.</summary>
internal sealed class PacketDrawing
{
    internal const double ColumnWidth = 500;
    private const double Between = 36;
    private const double TitleHeight = 26;
    private const double HostHeight = 40;
    private const double BottomPadding = 18;

    /// <summary>The height between two hosts, where the packet crosses the underlay.</summary>
    private const double Crossing = 70;

    private readonly string _title;
    private readonly IReadOnlyList<string> _hosts;
    private readonly List<HostVisit> _visits = [];

    /// <param name="hosts">The columns from left to right.</param>
    /// <param name="start">The time that counts as 0 ms.</param>
    /// <param name="verdict">The reason why the packet did not arrive; null to draw none.</param>
    public PacketDrawing(PacketWalk walk, string title, IReadOnlyList<string> hosts, DateTime start, Verdict? verdict)
    {
        (_title, _hosts) = (title, hosts);
        var addresses = (walk.Packet.Source, walk.Packet.Destination);
        foreach (var (index, hop) in walk.Hops.Index())
        {
            if (_visits.Count == 0 || _visits[^1].Host != hop.Host)
            {
                _visits.Add(new HostVisit(hop.Host, []));
            }

            var rows = _visits[^1].Rows;
            if (hop is not DeviceHop device)
            {
                rows.Add(LadderRow.Chain(((ChainHop)hop).Traversal));
                continue;
            }

            var seen = (device.Frame.Packet.Source, device.Frame.Packet.Destination);
            if (seen != addresses)
            {
                rows.Add(LadderRow.Translation(addresses, seen));
                addresses = seen;
            }

            var (time, isUpperBound) = walk.TimeAt(index);
            rows.Add(LadderRow.Device(device, ((time - start).TotalMilliseconds, isUpperBound)));
            _visits[^1].Tunnel = device.Frame.Tunnel;
            _visits[^1].Bytes = device.Frame.Bytes;
        }

        if (!walk.Arrived)
        {
            _visits[^1].Rows.Add(LadderRow.Lost(walk.Expected[^1], _visits[^1].Host));
        }

        if (verdict is not null)
        {
            var box = VerdictBox.Of(verdict, ColumnWidth - 32);
            _visits[^1].Rows.Add(new LadderRow(box.Height + 6, (canvas, x, y) => box.Draw(canvas, x + 16, y)) { IsPassed = false });
        }
    }

    public static double WidthOf(int hosts) => (hosts * ColumnWidth) + ((hosts - 1) * Between);

    /// <returns>The y of the drawing's bottom.</returns>
    public double Draw(SvgCanvas canvas, double left, double top)
    {
        canvas.Text(left, top + 15, _title, "name");
        var y = top + TitleHeight;
        var bottom = y + HostHeight + _visits.Sum(visit => visit.Height) + ((_visits.Count - 1) * Crossing) + BottomPadding;
        foreach (var host in _visits.Select(visit => visit.Host).Distinct())
        {
            canvas.Rect(new Box(Column(left, host), y, ColumnWidth, bottom - y), "card", 12);
            canvas.Text(Column(left, host) + 16, y + 24, host, "host");
        }

        y += HostHeight;
        foreach (var (index, visit) in _visits.Index())
        {
            var x = Column(left, visit.Host);
            canvas.Line("wire", (x + LadderRow.WireX, y), (x + LadderRow.WireX, y + visit.PassedHeight - LadderRow.Gap));
            if (index + 1 < _visits.Count)
            {
                Cross(canvas, visit, x + LadderRow.WireX, Column(left, _visits[index + 1].Host) + LadderRow.WireX, y + visit.Height);
            }

            foreach (var row in visit.Rows)
            {
                row.Draw(canvas, x, y);
                y += row.Height;
            }

            y += Crossing;
        }

        return bottom;
    }

    private static void Cross(SvgCanvas canvas, HostVisit visit, double from, double to, double y)
    {
        var lane = y + (Crossing / 2);
        // Draws the underlay as a pipe, and the packet inside it.
        canvas.Line("underlay", (from, y), (from, lane), (to, lane), (to, y + Crossing));
        canvas.Line(visit.Tunnel is null ? "wire" : "tunnel", (from, y - LadderRow.Gap), (from, lane), (to, lane), (to, y + Crossing));
        string[] labels = visit.Tunnel is { } tunnel
            ? [$"VXLAN, VNI {tunnel.Vni}, {visit.Bytes} bytes", $"{tunnel.Source.Address} → {tunnel.Destination}"]
            : ["not in the tunnel: routed"];
        foreach (var (index, text) in labels.Index())
        {
            canvas.Text(Math.Min(from, to) + 16, lane - 13 + (index * 33), text, visit.Tunnel is null ? "quiet" : "tunnel");
        }
    }

    private double Column(double left, string host) =>
        left + (_hosts.Index().First(known => known.Item == host).Index * (ColumnWidth + Between));

    /// <summary>The tables and devices that a packet passes on one host until it leaves the host.</summary>
    private sealed record HostVisit(string Host, List<LadderRow> Rows)
    {
        /// <summary>The tunnel header on the last device; null if that device showed none.</summary>
        public Tunnel? Tunnel { get; set; }

        /// <summary>The frame's length on the last device, in bytes.</summary>
        public int Bytes { get; set; }

        public double Height => Rows.Sum(row => row.Height);

        public double PassedHeight => Rows.Where(row => row.IsPassed).Sum(row => row.Height);
    }
}
