using ChatAspire.Network.Drawing;
using static ChatAspire.Network.Drawing.PictureStyle;
using static ChatAspire.Network.Inspection.Picture.HostDrawing;

namespace ChatAspire.Network.Inspection.Picture;

/// <summary>
/// Draws the lower half of a host's card: the exits from its bridges (VXLAN devices, and routing), and the network card that both use.
/// </summary>
internal sealed class ExitDrawing(HostScene scene, Box card)
{
    /// <param name="y">The top of the boxes.</param>
    /// <param name="nicY">The top of the network card.</param>
    public void Draw(SvgCanvas canvas, double y, double nicY, IReadOnlyDictionary<Device, Box> bridges)
    {
        var left = card.X + Padding;
        foreach (var vxlan in scene.Vxlans)
        {
            var box = new Box(left, y, VxlanWidth, ExitHeight);
            if (scene.Map.BridgeOf(vxlan) is { } bridge && bridges.TryGetValue(bridge, out var above))
            {
                Elbow(canvas, "port", box.CentreX, y, above);
                canvas.Text(box.CentreX + 7, y - 11, "to the other hosts", "quiet");
            }

            DrawVxlan(canvas, vxlan, box);
            left += VxlanWidth + Gap;
        }

        var stack = new Box(left, y, card.Right - Padding - left, ExitHeight);
        foreach (var box in bridges.Values)
        {
            Elbow(canvas, "wire", stack.CentreX, y, box);
        }

        if (bridges.Count > 0)
        {
            canvas.Text(stack.CentreX + 7, y - 3, "to other networks", "quiet");
        }

        if (scene.Nic is { } nic)
        {
            var box = new Box(card.X + Padding, nicY, VxlanWidth, NicHeight);
            var middle = nicY + (NicHeight / 2);
            canvas.Line("wire", (stack.CentreX, stack.Bottom), (stack.CentreX, middle), (box.Right, middle));
            canvas.Rect(box, "nic", 6);
            canvas.Text(box.X + 10, box.Y + 18, $"{nic.Name} ({nic.Index})", "name");
            canvas.Text(box.Right - 10, box.Y + 18, nic.IsUp ? $"MTU {nic.Mtu}" : "down", nic.IsUp ? "quiet end" : "bad end");
            canvas.Text(box.X + 10, box.Y + 33, $"{nic.Ipv4}", "mono");
            canvas.Text(box.X + 10, box.Y + 46, nic.Mac ?? "", "small");
        }

        DrawStack(canvas, stack);
    }

    /// <summary>Draws a line from the top of a box up to a bridge: straight if the box is below the bridge, else with a bend.</summary>
    private static void Elbow(SvgCanvas canvas, string style, double x, double y, Box bridge)
    {
        const double lane = 17;
        const double fromEdge = 20;
        var at = Math.Clamp(x, bridge.X + fromEdge, bridge.Right - fromEdge);
        canvas.Line(style, (x, y), (x, y - lane), (at, y - lane), (at, bridge.Bottom));
    }

    private void DrawVxlan(SvgCanvas canvas, Device device, Box box)
    {
        var vxlan = device.Vxlan!;
        canvas.Rect(box, "vxlan", 6);
        canvas.Text(box.X + 10, box.Y + 18, $"{device.Name} ({device.Index})", "name");
        canvas.Text(box.Right - 10, box.Y + 18, device.IsUp ? $"MTU {device.Mtu}" : "down", device.IsUp ? "quiet end" : "bad end");
        canvas.Text(box.X + 10, box.Y + 34, $"VNI {vxlan.Id}, UDP {vxlan.Port}", "tunnel");
        canvas.Text(box.X + 10, box.Y + 49, $"{device.Ipv4}", "mono");
        var peers = scene.Map.Fdb
            .Where(entry => entry is { Mac: FdbEntry.AnyMac, Remote: not null } && entry.Device == device.Name)
            .Select(entry => entry.Remote!)
            .Distinct()
            .ToList();
        var (text, style) = (device.Master, peers.Count) switch
        {
            (null, _) => ("not attached to a bridge", "bad"),
            (_, 0) => ("no peer configured", "bad"),
            _ => (Fit($"to {string.Join(", ", peers)}", box.Width - 20, 10, mono: true), "small"),
        };
        canvas.Text(box.X + 10, box.Y + 64, text, style);
        canvas.Text(box.X + 10, box.Y + 77, device.Mac ?? "", "small");
    }

    private void DrawStack(SvgCanvas canvas, Box box)
    {
        canvas.Rect(box, "stack", 6);
        canvas.Text(box.X + 10, box.Y + 18, "routing and rules", "name");
        canvas.Text(box.Right - 10, box.Y + 18, scene.Map.Firewall.Backend.Split(' ')[0], "quiet end");
        var published = scene.Map.Containers
            .SelectMany(container => container.Ports.Where(port => !port.HostAddress.Contains(':')).Select(port => (container, port)))
            .Select(one => $"{HostAddress(one.port)}:{one.port.HostPort} → {one.container.Name}:{one.port.ContainerPort}")
            .ToList();
        var masquerades = scene.Map.Firewall.Chains.SelectMany(chain => chain.Rules)
            .Any(rule => rule.Target is "MASQUERADE" || rule.Text.Contains("masquerade", StringComparison.Ordinal));
        List<string> lines =
        [
            .. published.Count > 3 ? [.. published.Take(2), $"and {published.Count - 2} more ports"] : published,
            .. masquerades && scene.NicAddress is { } address ? [$"outgoing: as {address} (MASQUERADE)"] : Array.Empty<string>(),
        ];
        foreach (var (index, line) in lines.Index())
        {
            canvas.Text(box.X + 10, box.Y + 34 + (index * 14), Fit(line, box.Width - 20, 11.5, mono: true), "mono");
        }

        if (!scene.Map.ForwardsPackets)
        {
            canvas.Text(box.X + 10, box.Bottom - 6, "ip_forward is 0", "bad");
        }
    }

    private static string HostAddress(PublishedPort port) => port.HostAddress == "0.0.0.0" ? "" : port.HostAddress;
}
