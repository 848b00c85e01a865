using System.Text.Encodings.Web;
using System.Text.Json;
using ChatAspire.Network.Walk.Correlate;

namespace ChatAspire.Network.Walk.Output.Json;

/// <summary>Writes walks as JSON: one document, or JSON Lines for a live walk.</summary>
internal static class WalkJson
{
    // These are never embedded in HTML, so arrows and quotes stay readable instead of being escaped.
    private static readonly WalkJsonContext Indented = Context(indented: true, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
    private static readonly WalkJsonContext OneLine = Context(indented: false, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
    private static readonly WalkJsonContext Embedded = Context(indented: false, JavaScriptEncoder.Default);

    /// <summary>Writes one walk as one document. It is streamed, because the report of a busy flow has many megabytes.</summary>
    /// <param name="isIndented">True for a human reader; a file for a program has half the size without indentation.</param>
    public static void Write(Stream output, WalkReport report, bool isIndented = false) => JsonSerializer.Serialize(
        output, WalkDocument.Of(report, withPackets: true), (isIndented ? Indented : OneLine).WalkDocument);

    /// <summary>Writes several walks as one document with a list.</summary>
    public static void Write(Stream output, IReadOnlyList<WalkReport> reports, bool isIndented = false) =>
        Write(output, reports, isIndented ? Indented : OneLine);

    /// <summary>
    /// Writes walks as one document that can be embedded in an HTML page: characters that HTML would read as markup are escaped.
    /// </summary>
    public static void WriteEmbedded(Stream output, IReadOnlyList<WalkReport> reports) => Write(output, reports, Embedded);

    /// <summary>Formats one packet of a live walk as a line.</summary>
    public static string Line(int number, PacketWalk walk) =>
        JsonSerializer.Serialize(new PacketLine(number, PacketDocument.Of(walk)), OneLine.PacketLine);

    /// <summary>Formats the last line of a live walk: everything but the packets.</summary>
    public static string Summary(WalkReport report) =>
        JsonSerializer.Serialize(new SummaryLine(WalkDocument.Of(report, withPackets: false)), OneLine.SummaryLine);

    private static void Write(Stream output, IReadOnlyList<WalkReport> reports, WalkJsonContext context) =>
        JsonSerializer.Serialize(
            output, new WalksDocument(reports.Select(report => WalkDocument.Of(report, withPackets: true))), context.WalksDocument);

    private static WalkJsonContext Context(bool indented, JavaScriptEncoder encoder) =>
        new(new JsonSerializerOptions(WalkJsonContext.Default.Options) { WriteIndented = indented, Encoder = encoder });
}
