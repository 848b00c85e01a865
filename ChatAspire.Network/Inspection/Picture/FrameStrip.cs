using ChatAspire.Network.Drawing;

namespace ChatAspire.Network.Inspection.Picture;

/// <summary>
/// Draws the headers of a frame in the tunnel, with their addresses. The sender and the receiver are containers of the first two hosts that
/// have a tunnel.
/// </summary>
internal static class FrameStrip
{
    private const double Height = 46;

    /// <returns>
    /// The y coordinate below the strip; <paramref name="y"/> if fewer than two hosts have a tunnel and a container attached to it.
    /// </returns>
    public static double Draw(SvgCanvas canvas, IReadOnlyList<HostScene> scenes, double x, double y, double width)
    {
        var ends = scenes.Select(scene => End.Of(scene)).OfType<End>().Take(2).ToList();
        if (ends is not [var from, var to])
        {
            return y;
        }

        var vxlan = from.Vxlan.Vxlan!;
        canvas.Text(x, y + 14, $"In the tunnel: a frame from {from.Container} to {to.Container}", "name");
        (string Title, string Detail, string? More, double Share, string Style)[] parts =
        [
            ("Ethernet", from.Nic.Mac ?? "", $"→ {to.Nic.Mac}", 1.35, "outer"),
            ("IP", from.NicAddress, $"→ {to.NicAddress}", 1.1, "outer"),
            ("UDP", $"→ {vxlan.Port}", null, 0.6, "outer"),
            ("VXLAN", $"VNI {vxlan.Id}", null, 0.6, "vxlan"),
            ("Ethernet", from.Device.Mac ?? "", $"→ {to.Device.Mac}", 1.35, "inner"),
            ("IP", from.Address, $"→ {to.Address}", 1.15, "inner"),
            ("payload", "TCP, UDP, ICMP, …", null, 1.25, "inner"),
        ];
        var unit = width / parts.Sum(part => part.Share);
        var (left, top) = (x, y + 22);
        foreach (var (title, detail, more, share, style) in parts)
        {
            var box = new Box(left, top, share * unit, Height);
            canvas.Rect(box, style, 2);
            canvas.Text(left + 7, top + 14, title, "quiet");
            canvas.Text(left + 7, top + 28, PictureStyle.Fit(detail, box.Width - 10, 10, mono: true), "small");
            canvas.Text(left + 7, top + 40, PictureStyle.Fit(more ?? "", box.Width - 10, 10, mono: true), "small");
            left += box.Width;
        }

        var middle = x + (parts.TakeWhile(part => part.Style != "inner").Sum(part => part.Share) * unit);
        Brace(canvas, x, middle - 3, top + Height, $"{Vxlan.OverheadBytes} bytes that {from.Vxlan.Name} adds and its peer removes");
        Brace(canvas, middle + 3, left, top + Height, $"the container's frame, unchanged: up to {from.Device.Mtu} bytes of IP");
        return top + Height + 30;
    }

    private static void Brace(SvgCanvas canvas, double from, double to, double y, string text)
    {
        canvas.Line("brace", (from, y + 4), (from, y + 8), (to, y + 8), (to, y + 4));
        canvas.Text((from + to) / 2, y + 22, text, "quiet middle");
    }

    private sealed record End(Device Vxlan, Device Nic, string NicAddress, string Container, Device Device, string Address)
    {
        /// <summary>Finds the host's tunnel, and the first container on the same bridge; null if either is missing.</summary>
        public static End? Of(HostScene scene)
        {
            var vxlan = scene.Vxlans.FirstOrDefault(device => device.Master is not null);
            var group = scene.Groups.FirstOrDefault(group => group.Bridge is { } bridge && bridge.Name == vxlan?.Master);
            var node = group?.All is [var first, ..] ? first : null;
            return vxlan is not null && node?.Devices[0] is { } device && scene is { Nic: { } nic, NicAddress: { } address }
                && device.Ipv4 is { } inner
                ? new End(vxlan, nic, address, node.Name, device, inner.Local)
                : null;
        }
    }
}
