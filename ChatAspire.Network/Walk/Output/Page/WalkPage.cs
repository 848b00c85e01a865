using ChatAspire.Network.Drawing;
using ChatAspire.Network.Drawing.Map;
using ChatAspire.Network.Walk.Output.Json;

namespace ChatAspire.Network.Walk.Output.Page;

/// <summary>The HTML page that plays the packets of walks, and opens other walks from files.</summary>
internal static class WalkPage
{
    /// <summary>Opens the output file of a page.</summary>
    /// <param name="path">A path that ends in <c>.html</c>.</param>
    /// <exception cref="Execution.UserErrorException">The path has another extension, or cannot be written.</exception>
    public static OutputFile Open(string path) => OutputFile.Open("--html", path, "a page", ".html");

    /// <summary>Writes the page.</summary>
    public static void Write(Stream output, IReadOnlyList<WalkReport> reports) =>
        new MapPage(WalkPicture.Title(reports), MapPage.Resource("walk.html"), MapPage.Resource("walk.js"), "'none'")
            .Write(output, data => WalkJson.WriteEmbedded(data, reports));
}
