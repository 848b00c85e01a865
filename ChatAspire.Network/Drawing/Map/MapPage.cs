using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace ChatAspire.Network.Drawing.Map;

/// <summary>
/// A self-contained HTML page with a map of hosts. Its content security policy allows only the embedded style and script, and the
/// connections of <paramref name="Sources"/>.
/// </summary>
/// <param name="Title">The page's title, as plain text.</param>
/// <param name="Body">The HTML of the page's body, without its data and script.</param>
/// <param name="Script">This page's own JavaScript, which follows the scripts that all map pages share.</param>
/// <param name="Sources">The value of the policy's <c>connect-src</c>: <c>'none'</c> or <c>'self'</c>.</param>
internal sealed record MapPage(string Title, string Body, string Script, string Sources)
{
    /// <summary>The file names of the scripts that all map pages share, in the order of their dependencies.</summary>
    private static readonly string[] Shared =
        ["words.js", "dom.js", "scene.js", "layout.js", "picture.js", "times.js", "hops.js", "packets.js", "player.js"];

    /// <summary>Returns the text of a file in this folder, which the assembly embeds as <c>map/NAME</c>.</summary>
    /// <exception cref="InvalidOperationException">The file is not embedded.</exception>
    public static string Resource(string name)
    {
        using var file = new StreamReader(typeof(MapPage).Assembly.GetManifestResourceStream($"map/{name}")
            ?? throw new InvalidOperationException($"map/{name} is not embedded"));
        return file.ReadToEnd();
    }

    /// <summary>Writes the page as UTF-8.</summary>
    /// <param name="writeData">
    /// Writes the page's JSON into a script element, so the JSON must not contain <c>&lt;</c>. Null if the page has no data.
    /// </param>
    public void Write(Stream output, Action<Stream>? writeData)
    {
        var style = Resource("map.css");
        var script = $"'use strict';\n{{\n{string.Concat(Shared.Select(Resource))}{Script}}}\n";
        Write(output, $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{Policy(style, script)}">
            <meta name="viewport" content="width=device-width">
            <meta name="referrer" content="no-referrer">
            <title>{WebUtility.HtmlEncode(Printable.Of(Title))}</title>
            <style>{style}</style>
            </head>
            <body>
            {Body}
            """);
        if (writeData is not null)
        {
            Write(output, """<script type="application/json" id="data">""");
            writeData(output);
            Write(output, "</script>\n");
        }

        Write(output, $"<script>{script}</script>\n</body>\n</html>\n");
    }

    private string Policy(string style, string script) =>
        $"default-src 'none'; style-src '{Hash(style)}'; script-src '{Hash(script)}'; connect-src {Sources}; base-uri 'none'; "
        + "form-action 'none'";

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static void Write(Stream output, string text) => output.Write(Encoding.UTF8.GetBytes(text));
}
