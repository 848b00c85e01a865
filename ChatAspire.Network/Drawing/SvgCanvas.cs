using System.Globalization;
using System.Net;
using System.Text;

namespace ChatAspire.Network.Drawing;

/// <summary>Writes SVG, in pixels. The classes are <see cref="PictureStyle"/>'s.</summary>
internal sealed class SvgCanvas
{
    private readonly StringBuilder _body = new();

    public void Rect(Box box, string style, double radius = 6) =>
        _body.Append(Invariant($"""<rect class="{style}" x="{box.X:0.#}" y="{box.Y:0.#}" width="{box.Width:0.#}" height="{box.Height:0.#}" rx="{radius:0.#}"/>""")).Append('\n');

    /// <summary>A line of text; <paramref name="y"/> is its base line.</summary>
    public void Text(double x, double y, string text, string style) =>
        _body.Append(Invariant($"""<text class="{style}" x="{x:0.#}" y="{y:0.#}">{WebUtility.HtmlEncode(Printable.Of(text))}</text>""")).Append('\n');

    /// <summary>Through these points, straight.</summary>
    public void Line(string style, params IReadOnlyList<(double X, double Y)> points) =>
        _body.Append(Invariant($"""<polyline class="{style}" points="{string.Join(' ', points.Select(point => Invariant($"{point.X:0.#},{point.Y:0.#}")))}"/>""")).Append('\n');

    /// <summary>The whole picture. It needs nothing else: no font, no script, no style of the page around it.</summary>
    /// <param name="title">What a screen reader says.</param>
    public string ToSvg(double width, double height, string title) => Invariant($"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:0} {height:0}" width="{width:0}" height="{height:0}" role="img">
        <title>{WebUtility.HtmlEncode(Printable.Of(title))}</title>
        <style>{PictureStyle.Css}</style>
        <rect class="page" width="{width:0}" height="{height:0}"/>
        {_body}</svg>

        """);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A rectangle.</summary>
internal readonly record struct Box(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;

    public double Bottom => Y + Height;

    public double CentreX => X + (Width / 2);
}
