using System.Net;
using System.Text;
using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Drawing;

/// <summary>Writes pictures to files, as SVG or as an HTML page that embeds the SVG.</summary>
internal static class PictureFile
{
    private const string Html = ".html";

    /// <summary>Opens a picture file.</summary>
    /// <param name="path">A path that ends in <c>.svg</c> or <c>.html</c>.</param>
    /// <exception cref="UserErrorException">The path has another extension, or cannot be written.</exception>
    public static OutputFile Open(string path) => OutputFile.Open("--picture", path, "a picture", ".svg", Html);

    /// <summary>Writes the picture in the format that the file's extension selects, and replaces an existing file.</summary>
    /// <param name="title">The title of the HTML page; unused for SVG.</param>
    public static void Write(this OutputFile file, string svg, string title) => file.Write(output => output.Write(
        Encoding.UTF8.GetBytes(file.Path.EndsWith(Html, StringComparison.OrdinalIgnoreCase) ? ToHtml(svg, title) : svg)));

    /// <summary>Returns an HTML page that embeds an SVG picture.</summary>
    public static string ToHtml(string svg, string title) => $$"""
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>{{WebUtility.HtmlEncode(Printable.Of(title))}}</title>
        <style>body { margin: 0; background: #f8fafc } svg { display: block; margin: auto; max-width: 100%; height: auto }</style>
        {{svg}}</html>

        """;
}
