namespace ChatAspire.Network.Drawing;

/// <summary>
/// The colours and fonts of pictures, and the measurement of text in them. The background is light even on a dark page; text has a contrast
/// of at least 4.5 to 1 (WCAG 2.1, 1.4.3).
/// </summary>
internal static class PictureStyle
{
    /// <summary>CSS class → its meaning, in the order of the legend.</summary>
    public static readonly IReadOnlyList<(string Style, string Meaning)> Legend =
    [
        ("namespace", "network namespace: its own devices and routes"),
        ("veth", "veth pair: a virtual cable"),
        ("bridge", "bridge: a virtual switch"),
        ("vxlan", "VXLAN device: wraps frames into UDP"),
        ("stack", "routing and firewall of the host"),
        ("nic", "network card"),
    ];

    public const string Css =
        """

        text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; fill: #1f2937 }
        text.name { font-weight: 600; font-size: 13px }
        text.host { font-weight: 700; font-size: 17px }
        text.mono, text.small { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace }
        text.mono { font-size: 11.5px }
        text.small { font-size: 10px; fill: #4b5563 }
        text.quiet { font-size: 11px; fill: #4b5563 }
        text.bad { font-size: 11px; font-weight: 600; fill: #b91c1c }
        text.tunnel { font-weight: 600; fill: #6b21a8 }
        text.middle { text-anchor: middle }
        text.end { text-anchor: end }
        rect.page { fill: #f8fafc }
        rect.card { fill: #fff; stroke: #cbd5e1; stroke-width: 1.5 }
        rect.namespace { fill: #ecfdf5; stroke: #059669; stroke-width: 1.5 }
        rect.shared { fill: #f3f4f6; stroke: #6b7280; stroke-width: 1.5; stroke-dasharray: 5 4 }
        rect.veth { fill: #fff; stroke: #0d9488; stroke-width: 1.5 }
        rect.bridge { fill: #dbeafe; stroke: #2563eb; stroke-width: 1.5 }
        rect.vxlan { fill: #f3e8ff; stroke: #9333ea; stroke-width: 1.5 }
        rect.stack { fill: #fef3c7; stroke: #b45309; stroke-width: 1.5 }
        rect.nic { fill: #e5e7eb; stroke: #4b5563; stroke-width: 1.5 }
        rect.inner { fill: #ecfdf5; stroke: #059669 }
        rect.outer { fill: #fff; stroke: #4b5563 }
        polyline { fill: none; stroke-width: 2 }
        polyline.cable { stroke: #0d9488; stroke-width: 2.5 }
        polyline.wire { stroke: #6b7280 }
        polyline.port { stroke: #9333ea; stroke-width: 2.5 }
        polyline.underlay { stroke: #d1d5db; stroke-width: 16; stroke-linejoin: round; stroke-linecap: round }
        polyline.tunnel { stroke: #9333ea; stroke-width: 3; stroke-dasharray: 8 5; stroke-linejoin: round }
        polyline.cross { stroke: #b91c1c; stroke-width: 4; stroke-linecap: round }
        rect.nat { fill: #f59e0b; stroke: #b45309; stroke-width: 1.5 }
        rect.trouble { fill: #fef2f2; stroke: #b91c1c; stroke-width: 1.5 }
        polyline.brace { stroke: #9ca3af; stroke-width: 1 }

        """;

    /// <summary>The assumed width of a monospaced letter, relative to the font size; in the fonts above it is 0.6.</summary>
    private const double MonoWidth = 0.61;

    /// <summary>The assumed average width of a proportional letter, relative to the font size; enough for the widest font above.</summary>
    private const double SansWidth = 0.57;

    /// <summary>Estimates the width of a proportional text, in pixels.</summary>
    /// <param name="size">The font size, in pixels.</param>
    public static double Width(string text, double size) => text.Length * size * SansWidth;

    /// <summary>Returns a text, shortened and ended with "…" if it is estimated to be wider than <paramref name="width"/> pixels.</summary>
    public static string Fit(string text, double width, double size, bool mono = false)
    {
        var letters = (int)(width / (size * (mono ? MonoWidth : SansWidth)));
        return text.Length <= letters ? text : text[..Math.Max(1, letters - 1)] + "…";
    }

    /// <summary>Breaks a text at spaces into lines of at most this width, in pixels. A word longer than a line is shortened.</summary>
    public static IEnumerable<string> Wrap(string text, double width, double size, bool mono = false)
    {
        var letters = (int)(width / (size * (mono ? MonoWidth : SansWidth)));
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > letters)
            {
                yield return line;
                line = "";
            }

            line = Fit(line.Length == 0 ? word : $"{line} {word}", width, size, mono);
        }

        yield return line;
    }
}
