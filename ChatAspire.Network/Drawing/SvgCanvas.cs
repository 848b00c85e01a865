using System.Globalization;
using System.Net;
using System.Text;

namespace ChatAspire.Network.Drawing;

/// <summary>Builds an SVG picture. Coordinates are in pixels; styles are CSS classes of <see cref="PictureStyle.Css"/>.</summary>
internal sealed class SvgCanvas
{
    private readonly StringBuilder _body = new();

    public void Rect(Box box, string style, double radius = 6) =>
        _body.Append(Invariant($"""<rect class="{style}" x="{box.X:0.#}" y="{box.Y:0.#}" """))
            .Append(Invariant($"""width="{box.Width:0.#}" height="{box.Height:0.#}" rx="{radius:0.#}"/>"""))
            .Append('\n');

    /// <summary>Draws a line of text; <paramref name="y"/> is its baseline.</summary>
    public void Text(double x, double y, string text, string style) => _body
        .Append(Invariant($"""<text class="{style}" x="{x:0.#}" y="{y:0.#}">{WebUtility.HtmlEncode(Printable.Of(text))}</text>"""))
        .Append('\n');

    /// <summary>Draws a polyline through these points.</summary>
    public void Line(string style, params IReadOnlyList<(double X, double Y)> points)
    {
        var path = string.Join(' ', points.Select(point => Invariant($"{point.X:0.#},{point.Y:0.#}")));
        _body.Append($"""<polyline class="{style}" points="{path}"/>""").Append('\n');
    }

    /// <summary>Returns the picture as a self-contained SVG element, which uses no font, script or style of the surrounding page.</summary>
    /// <param name="title">The title for screen readers.</param>
    public string ToSvg(double width, double height, string title) => Invariant($"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:0} {height:0}" width="{width:0}" height="{height:0}" role="img">
        <title>{WebUtility.HtmlEncode(Printable.Of(title))}</title>
        <style>{PictureStyle.Css}</style>
        <rect class="page" width="{width:0}" height="{height:0}"/>
        {_body}</svg>

        """);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A rectangle, in pixels.</summary>
internal readonly record struct Box(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;

    public double Bottom => Y + Height;

    public double CentreX => X + (Width / 2);
}
