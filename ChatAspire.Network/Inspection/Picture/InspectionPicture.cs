using ChatAspire.Network.Drawing;

namespace ChatAspire.Network.Inspection.Picture;

/// <summary>
/// Draws all hosts in one picture: their cards, up to three in a row; below each row, the underlay that connects the network cards, with
/// the tunnel in it; and at the bottom, the headers of a frame in the tunnel.
/// </summary>
internal static class InspectionPicture
{
    private const int MaxPerRow = 3;
    private const double Margin = 30;
    private const double CardGap = 28;

    /// <summary>The distance from a row of cards down to the underlay.</summary>
    private const double ToUnderlay = 24;

    /// <summary>The distance from the underlay down to the next row.</summary>
    private const double BelowUnderlay = 36;

    /// <summary>Returns the picture as a self-contained SVG element.</summary>
    public static string Svg(IReadOnlyList<HostNetwork> maps)
    {
        var scenes = maps.Select(map => new HostScene(map)).ToList();
        // Spreads hosts evenly: four hosts make two rows of two, not three and one.
        var rowCount = (maps.Count + MaxPerRow - 1) / MaxPerRow;
        var rows = scenes.Select(scene => new HostDrawing(scene)).Chunk((maps.Count + rowCount - 1) / rowCount).ToList();
        var width = (2 * Margin) + rows.Max(row => row.Sum(host => host.Width) + (CardGap * (row.Length - 1)));

        var placed = new List<Row>();
        var y = Margin;
        foreach (var row in rows)
        {
            placed.Add(new Row(row, y));
            y = placed[^1].UnderlayY + BelowUnderlay;
        }

        var canvas = new SvgCanvas();
        foreach (var (_, card) in placed.SelectMany(row => row.Hosts))
        {
            HostDrawing.DrawCard(canvas, card);
        }

        if (maps.Count > 1)
        {
            DrawUnderlay(canvas, placed);
        }

        foreach (var (host, card) in placed.SelectMany(row => row.Hosts))
        {
            host.Draw(canvas, card);
        }

        if (maps.Count > 1)
        {
            canvas.Text(Margin + HostDrawing.PlugX + 20, placed[^1].UnderlayY + 24, UnderlayName(scenes), "quiet");
        }

        y = maps.Count > 1 ? FrameStrip.Draw(canvas, scenes, Margin, y + 4, width - (2 * Margin)) : y;
        y = Legend.Draw(canvas, Margin, y + 6, width - Margin);
        return canvas.ToSvg(width, y + (Margin / 2), Title(maps));
    }

    public static string Title(IReadOnlyList<HostNetwork> maps) => $"The network of {string.Join(", ", maps.Select(map => map.Host))}";

    /// <summary>
    /// Draws the underlay as a pipe below each row of hosts, with the tunnel in it. The pipes of all rows are connected at the left edge.
    /// </summary>
    private static void DrawUnderlay(SvgCanvas canvas, IReadOnlyList<Row> rows)
    {
        const double trunk = Margin / 2;
        foreach (var style in new[] { "underlay", "tunnel" })
        {
            foreach (var (index, row) in rows.Index())
            {
                var plugs = row.Hosts.Select(host => host.Card.X + HostDrawing.PlugX).ToList();
                if (style == "underlay")
                {
                    foreach (var (host, card) in row.Hosts)
                    {
                        var x = card.X + HostDrawing.PlugX;
                        canvas.Line(style, (x, card.Y + host.NicY(card.Height)), (x, row.UnderlayY));
                    }
                }
                else
                {
                    foreach (var (host, card) in row.Hosts)
                    {
                        host.DrawTunnels(canvas, card, row.UnderlayY);
                    }
                }

                if (style == "underlay" || row.Hosts.Any(host => host.Host.HasTunnel))
                {
                    canvas.Line(style, (rows.Count == 1 ? plugs[0] : trunk, row.UnderlayY), (plugs[^1], row.UnderlayY));
                    if (index > 0)
                    {
                        canvas.Line(style, (trunk, rows[index - 1].UnderlayY), (trunk, row.UnderlayY));
                    }
                }
            }
        }
    }

    private static string UnderlayName(IReadOnlyList<HostScene> scenes)
    {
        var segments = scenes
            .Select(scene => scene.Map.Routes
                .FirstOrDefault(route => route.Gateway is null && route.Device == scene.Nic?.Name)?.Destination)
            .OfType<string>()
            .Distinct()
            .ToList();
        var name = $"the network between the hosts (underlay){(segments is [var one] ? $", {one}" : "")}";
        return scenes.Any(scene => scene.Vxlans.Count > 0) ? $"{name}, with the VXLAN tunnel in it" : name;
    }

    private sealed class Row
    {
        public Row(IReadOnlyList<HostDrawing> hosts, double y)
        {
            var height = hosts.Max(host => host.Height);
            UnderlayY = y + height + ToUnderlay;
            Hosts = [.. hosts.Select((host, index) =>
                (host, new Box(Margin + hosts.Take(index).Sum(before => before.Width + CardGap), y, host.Width, height)))];
        }

        public IReadOnlyList<(HostDrawing Host, Box Card)> Hosts { get; }

        public double UnderlayY { get; }
    }
}
