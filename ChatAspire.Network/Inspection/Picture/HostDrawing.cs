using ChatAspire.Network.Drawing;
using static ChatAspire.Network.Drawing.PictureStyle;

namespace ChatAspire.Network.Inspection.Picture;

/// <summary>
/// Draws a host as a card, from top to bottom: containers, their veth pairs, the bridges, the exits (VXLAN devices, and the host's routing
/// and rules), and the network card.
/// </summary>
internal sealed class HostDrawing
{
    internal const double Padding = 18;
    internal const double Gap = 12;
    private const double TitleHeight = 52;
    private const double EndWidth = 146;
    private const double EndHeight = 48;
    private const double NamespaceHeight = 116;
    private const double CableLength = 46;
    private const double PlugHeight = 18;
    private const double BridgeHeight = 54;
    private const double WireLength = 34;
    private const double MinBridgeWidth = 240;
    internal const double VxlanWidth = 190;
    private const double StackWidth = 226;
    internal const double ExitHeight = 84;
    internal const double NicHeight = 52;
    private const double NoteHeight = 16;

    private readonly HostScene _scene;
    private readonly HostNetwork _map;
    private readonly IReadOnlyList<double> _groupWidths;

    public HostDrawing(HostScene scene)
    {
        (_scene, _map) = (scene, scene.Map);
        _groupWidths = [.. scene.Groups.Select(GroupWidth)];
        var exits = (scene.Vxlans.Count * (VxlanWidth + Gap)) + StackWidth;
        Width = (2 * Padding) + Math.Max(exits, _groupWidths.Sum() + (Gap * Math.Max(0, _groupWidths.Count - 1)));
        Height = ExitY + ExitHeight + WireLength + NicHeight + (scene.Notes.Count * NoteHeight) + Padding + 6;
    }

    public double Width { get; }

    public bool HasTunnel => _scene.Vxlans.Count > 0;

    public double Height { get; }

    /// <summary>
    /// The x coordinate of the network card's cable, relative to the left edge of the host's card: below the first VXLAN device.
    /// </summary>
    public static double PlugX => Padding + (VxlanWidth / 2);

    /// <summary>Returns the y coordinate of the network card, at the bottom of the host's card, relative to the top of that card.</summary>
    /// <param name="height">The height of the host's card.</param>
    public double NicY(double height) => height - Padding - 6 - (_scene.Notes.Count * NoteHeight) - NicHeight;

    public static void DrawCard(SvgCanvas canvas, Box card) => canvas.Rect(card, "card", 12);

    /// <summary>Draws the tunnels from the VXLAN devices through the network card down to a y coordinate.</summary>
    public void DrawTunnels(SvgCanvas canvas, Box card, double toY)
    {
        foreach (var index in Enumerable.Range(0, _scene.Vxlans.Count))
        {
            var x = card.X + Padding + (VxlanWidth / 2) + (index * (VxlanWidth + Gap));
            var top = card.Y + ExitY + ExitHeight;
            canvas.Line("tunnel", (x, top), (x, top + 12), (card.X + PlugX, top + 12), (card.X + PlugX, toY));
        }
    }

    /// <summary>Draws the contents of the card.</summary>
    public void Draw(SvgCanvas canvas, Box card)
    {
        var (x, y, height) = (card.X, card.Y, card.Height);
        canvas.Text(x + Padding, y + 26, _map.Host, "host");
        canvas.Text(x + Padding, y + 42, $"Docker Engine {_map.Engine ?? "does not answer"}", "quiet");

        var bridgeY = y + BridgeY;
        var bridges = new Dictionary<Device, Box>();
        var left = x + Padding;
        foreach (var (group, width) in _scene.Groups.Zip(_groupWidths))
        {
            if (group.Bridge is { } bridge)
            {
                bridges[bridge] = new Box(left, bridgeY, width, BridgeHeight);
            }

            left += width + Gap;
        }

        // A single bridge takes the whole width of the card.
        if (bridges.Count == 1 && _scene.Groups.Count == 1)
        {
            bridges[bridges.Keys.Single()] = new Box(x + Padding, bridgeY, Width - (2 * Padding), BridgeHeight);
        }

        foreach (var (bridge, box) in bridges)
        {
            DrawBridge(canvas, bridge, box);
        }

        left = x + Padding;
        foreach (var (group, width) in _scene.Groups.Zip(_groupWidths))
        {
            DrawNamespaces(canvas, group, left, y + TitleHeight, bridges);
            left += width + Gap;
        }

        DrawOtherPorts(canvas, bridges);
        new ExitDrawing(_scene, new Box(x, y, Width, height)).Draw(canvas, y + ExitY, y + NicY(height), bridges);
        foreach (var (index, note) in _scene.Notes.Index())
        {
            var noteY = y + NicY(height) + NicHeight + 18 + (index * NoteHeight);
            canvas.Text(x + PlugX + 16, noteY, Fit(note, Width - PlugX - Padding - 16, 11), "quiet");
        }
    }

    private static double BridgeY => TitleHeight + NamespaceHeight + CableLength;

    private static double ExitY => BridgeY + BridgeHeight + WireLength;

    private static double GroupWidth(HostScene.BridgeGroup group) => Math.Max(
        MinBridgeWidth,
        group.Drawn.Sum(node => NamespaceWidth(node) + Gap) + (group.Hidden > 0 ? 96 : -Gap));

    private static double NamespaceWidth(NamespaceNode node)
    {
        var ends = Math.Max(1, node.Devices.Count);
        return (ends * EndWidth) + ((ends - 1) * 6) + 12;
    }

    private void DrawNamespaces(SvgCanvas canvas, HostScene.BridgeGroup group, double left, double top, Dictionary<Device, Box> bridges)
    {
        foreach (var node in group.Drawn)
        {
            var box = new Box(left, top, NamespaceWidth(node), NamespaceHeight);
            foreach (var (index, device) in node.Devices.Index())
            {
                DrawCable(canvas, device, EndBox(box, index).CentreX, EndBox(box, index).Bottom, index, bridges);
            }

            canvas.Rect(box, node.IsHostNamespace ? "shared" : "namespace", 8);
            var width = box.Width - 20;
            canvas.Text(left + 10, top + 19, Fit(node.Name, width, 13), "name");
            canvas.Text(left + 10, top + 34, Fit(node.Containers[0].Image, width, 11), "quiet");
            canvas.Text(left + 10, top + 49, node.IsHostNamespace ? "the host's namespace" : node.Containers[0].Namespace!.Id, "small");
            if (node.Devices.Count == 0)
            {
                canvas.Text(left + 10, top + 74, node.IsHostNamespace ? "--network host" : "--network none: only lo", "quiet");
            }

            foreach (var (index, device) in node.Devices.Index())
            {
                DrawEnd(canvas, device, EndBox(box, index));
            }

            left += box.Width + Gap;
        }

        if (group.Hidden > 0)
        {
            canvas.Text(left, top + 60, $"and {group.Hidden} more", "name");
        }
    }

    private static Box EndBox(Box node, int index) =>
        new(node.X + 6 + (index * (EndWidth + 6)), node.Bottom - EndHeight - 6, EndWidth, EndHeight);

    /// <summary>Draws the container's end of a veth pair.</summary>
    private static void DrawEnd(SvgCanvas canvas, Device device, Box box)
    {
        canvas.Rect(box, "veth", 5);
        canvas.Text(box.X + 8, box.Y + 14, $"{device.Name} ({device.Index})", "mono");
        if (!device.IsUp)
        {
            canvas.Text(box.Right - 8, box.Y + 14, "down", "bad end");
        }

        canvas.Text(box.X + 8, box.Y + 28, device.Ipv4?.ToString() ?? "no address", "mono");
        canvas.Text(box.X + 8, box.Y + 41, device.Mac ?? "", "small");
    }

    /// <summary>Draws a veth pair from the container's end to the host's end at its bridge.</summary>
    private void DrawCable(SvgCanvas canvas, Device device, double x, double y, int index, Dictionary<Device, Box> bridges)
    {
        var end = _map.HostEnd(device);
        if (end is null || _map.BridgeOf(end) is not { } bridge || !bridges.TryGetValue(bridge, out var box))
        {
            canvas.Line("cable", (x, y), (x, y + 24));
            canvas.Text(x, y + 37, end is null ? "no device of the host" : end.Name, "bad middle");
            canvas.Text(x, y + 51, end is null ? "at its other end" : "is in no bridge", "bad middle");
            return;
        }

        var lane = y + 16 + (8 * index);
        var down = x >= box.X && x <= box.Right ? x : Math.Clamp(x, box.X + 60, box.Right - 60);
        canvas.Line("cable", (x, y), (x, lane), (down, lane), (down, box.Y));
        var plug = new Box(down - 56, box.Y - (PlugHeight / 2), 112, PlugHeight);
        canvas.Rect(plug, "veth", 5);
        canvas.Text(down, plug.Y + 13, Fit($"{end.Name} ({end.Index})", 112, 10, mono: true), "small middle");
        if (!end.IsUp || end.PortState is not ("forwarding" or null))
        {
            canvas.Text(down + 6, plug.Y - 6, end.IsUp ? end.PortState! : "down", "bad");
        }
    }

    private static void DrawBridge(SvgCanvas canvas, Device bridge, Box box)
    {
        canvas.Rect(box, "bridge", 6);
        canvas.Text(box.X + 12, box.Y + 28, bridge.Name, "name");
        canvas.Text(box.X + 12, box.Y + 45, $"{bridge.Ipv4}", "mono");
        canvas.Text(box.Right - 12, box.Y + 28, "bridge", "quiet end");
        canvas.Text(box.Right - 12, box.Y + 45, bridge.IsUp ? bridge.Mac ?? "" : "down", bridge.IsUp ? "small end" : "bad end");
    }

    /// <summary>Lists below each bridge its ports that lead neither into a container nor into a tunnel.</summary>
    private void DrawOtherPorts(SvgCanvas canvas, Dictionary<Device, Box> bridges)
    {
        foreach (var (bridge, box) in bridges)
        {
            var others = _map.PortsOf(bridge)
                .Where(port => port.Vxlan is null && _map.ContainerEnd(port) is null)
                .Select(port => port.Name)
                .ToList();
            if (others.Count > 0)
            {
                var text = Fit($"other ports: {string.Join(", ", others)}", box.Width - 24, 11);
                canvas.Text(box.X + 12, box.Y + BridgeHeight + 14, text, "quiet");
            }
        }
    }
}
