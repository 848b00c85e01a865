using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace ChatAspire.Network.Drawing.Map;

/// <summary>
/// A page with the map of hosts: self-contained, with a content security policy that runs only its own script and loads nothing.
/// </summary>
/// <param name="Title">The title of the page.</param>
/// <param name="Body">The HTML of its body.</param>
/// <param name="Script">The script after those that every such page shares.</param>
/// <param name="Sources">The policy for connections: <c>'none'</c> or <c>'self'</c>.</param>
internal sealed record MapPage(string Title, string Body, string Script, string Sources)
{
    /// <summary>The scripts that every page shares, in the order in which they need each other.</summary>
    private static readonly string[] Shared =
        ["words.js", "dom.js", "scene.js", "layout.js", "picture.js", "times.js", "hops.js", "packets.js", "player.js"];

    /// <summary>Reads a file of this folder.</summary>
    public static string Resource(string name)
    {
        using var file = new StreamReader(typeof(MapPage).Assembly.GetManifestResourceStream($"map/{name}")
            ?? throw new InvalidOperationException($"map/{name} is not embedded"));
        return file.ReadToEnd();
    }

    /// <summary>Writes the page.</summary>
    /// <param name="writeData">Writes the JSON that the page reads; it must contain no <c>&lt;</c>. Null for a page without.</param>
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
