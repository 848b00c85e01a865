using ChatAspire.Network.Drawing;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Diagnose;

namespace ChatAspire.Network.Walk.Output;

/// <summary>One packet: a column a host, and in it what the packet passed there, from top to bottom.</summary>
internal sealed class PacketDrawing
{
    internal const double ColumnWidth = 500;
    private const double Between = 36;
    private const double TitleHeight = 26;
    private const double HostHeight = 40;
    private const double Foot = 18;

    /// <summary>From one host down to the next, over the underlay.</summary>
    private const double Crossing = 70;

    private readonly string _title;
    private readonly IReadOnlyList<string> _hosts;
    private readonly List<Stay> _stays = [];

    /// <param name="hosts">All columns, from left to right.</param>
    /// <param name="begin">What times count from.</param>
    /// <param name="trouble">Why it did not arrive, where that is to be told here.</param>
    public PacketDrawing(PacketWalk walk, string title, IReadOnlyList<string> hosts, DateTime begin, Verdict? trouble)
    {
        (_title, _hosts) = (title, hosts);
        var addresses = (walk.Packet.Source, walk.Packet.Destination);
        foreach (var (index, hop) in walk.Hops.Index())
        {
            if (_stays.Count == 0 || _stays[^1].Host != hop.Host)
            {
                _stays.Add(new Stay(hop.Host, []));
            }

            var rungs = _stays[^1].Rungs;
            if (hop is not DeviceHop device)
            {
                rungs.Add(LadderRow.Chain(((ChainHop)hop).Pass));
                continue;
            }

            var seen = (device.Frame.Packet.Source, device.Frame.Packet.Destination);
            if (seen != addresses)
            {
                rungs.Add(LadderRow.Translation(addresses, seen));
                addresses = seen;
            }

            rungs.Add(LadderRow.Device(device, WalkLadder.Time(device, walk, index, begin)));
            _stays[^1].Tunnel = device.Frame.Tunnel;
            _stays[^1].Bytes = device.Frame.Bytes;
        }

        if (!walk.Arrived)
        {
            _stays[^1].Rungs.Add(LadderRow.Lost(walk.Expected[^1], _stays[^1].Host));
        }

        if (trouble is not null)
        {
            var box = VerdictBox.Of(trouble, ColumnWidth - 32);
            _stays[^1].Rungs.Add(new LadderRow(box.Height + 6, (canvas, x, y) => box.Draw(canvas, x + 16, y)) { IsPassed = false });
        }
    }

    public static double WidthOf(int hosts) => (hosts * ColumnWidth) + ((hosts - 1) * Between);

    /// <returns>Where the next thing can be drawn.</returns>
    public double Draw(SvgCanvas canvas, double left, double top)
    {
        canvas.Text(left, top + 15, _title, "name");
        var y = top + TitleHeight;
        var bottom = y + HostHeight + _stays.Sum(stay => stay.Height) + ((_stays.Count - 1) * Crossing) + Foot;
        foreach (var host in _stays.Select(stay => stay.Host).Distinct())
        {
            canvas.Rect(new Box(Column(left, host), y, ColumnWidth, bottom - y), "card", 12);
            canvas.Text(Column(left, host) + 16, y + 24, host, "host");
        }

        y += HostHeight;
        foreach (var (index, stay) in _stays.Index())
        {
            var x = Column(left, stay.Host);
            canvas.Line("wire", (x + LadderRow.WireX, y), (x + LadderRow.WireX, y + stay.PassedHeight - LadderRow.Gap));
            if (index + 1 < _stays.Count)
            {
                Cross(canvas, stay, x + LadderRow.WireX, Column(left, _stays[index + 1].Host) + LadderRow.WireX, y + stay.Height);
            }

            foreach (var rung in stay.Rungs)
            {
                rung.Draw(canvas, x, y);
                y += rung.Height;
            }

            y += Crossing;
        }

        return bottom;
    }

    private static void Cross(SvgCanvas canvas, Stay stay, double from, double to, double y)
    {
        var lane = y + (Crossing / 2);
        // The pipe, and in it what is in it.
        canvas.Line("underlay", (from, y), (from, lane), (to, lane), (to, y + Crossing));
        canvas.Line(stay.Tunnel is null ? "wire" : "tunnel", (from, y - LadderRow.Gap), (from, lane), (to, lane), (to, y + Crossing));
        string[] about = stay.Tunnel is { } tunnel
            ? [$"VXLAN, VNI {tunnel.Vni}, {stay.Bytes} bytes", $"{tunnel.Source.Address} → {tunnel.Destination}"]
            : ["not in the tunnel: routed"];
        foreach (var (index, text) in about.Index())
        {
            canvas.Text(Math.Min(from, to) + 16, lane - 13 + (index * 33), text, stay.Tunnel is null ? "quiet" : "tunnel");
        }
    }

    private double Column(double left, string host) => left + (_hosts.Index().First(known => known.Item == host).Index * (ColumnWidth + Between));

    /// <summary>What a packet passes on one host, until it leaves it.</summary>
    private sealed record Stay(string Host, List<LadderRow> Rungs)
    {
        /// <summary>As the last device showed it.</summary>
        public Tunnel? Tunnel { get; set; }

        /// <summary>The same.</summary>
        public int Bytes { get; set; }

        public double Height => Rungs.Sum(rung => rung.Height);

        public double PassedHeight => Rungs.Where(rung => rung.IsPassed).Sum(rung => rung.Height);
    }
}
