using System.Net;
using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Drawing;

/// <summary>
/// The output file of a picture. It is opened early, so that an unwritable path fails before other work begins; an existing file stays
/// until the new picture is complete.
/// </summary>
internal sealed class PictureFile : IDisposable
{
    private readonly string _path;
    private readonly string _part;
    private readonly StreamWriter _writer;
    private bool _written;

    private PictureFile(string path, StreamWriter writer) => (_path, _part, _writer) = (path, TemporaryPath(path), writer);

    /// <summary>True if the picture is written as an HTML page.</summary>
    private bool IsHtml => _path.EndsWith(".html", StringComparison.OrdinalIgnoreCase);

    /// <summary>Opens a picture file.</summary>
    /// <param name="path">A path that ends in <c>.svg</c> or <c>.html</c>.</param>
    /// <exception cref="UserErrorException">The path has another extension, or cannot be written.</exception>
    public static PictureFile Open(string path)
    {
        if (!path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".html", StringComparison.OrdinalIgnoreCase))
        {
            throw new UserErrorException($"--picture {path}: a picture is a .svg or a .html file.", "Use one of these extensions.");
        }

        if (Directory.Exists(path))
        {
            throw new UserErrorException($"--picture {path}: this is a directory.", "Name a file.");
        }

        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            return new PictureFile(path, new StreamWriter(TemporaryPath(path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"--picture {path}: cannot be written: {e.Message}", "Name a file in a directory that you may write to.", e);
        }
    }

    /// <summary>Lets only the owner read the picture.</summary>
    public void MakePrivate()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_part, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    /// <summary>Writes the picture and replaces an existing file.</summary>
    /// <param name="title">The title of an HTML page.</param>
    public void Write(string svg, string title)
    {
        _writer.Write(IsHtml ? ToHtml(svg, title) : svg);
        _writer.Dispose();
        File.Move(_part, _path, overwrite: true);
        _written = true;
    }

    /// <summary>Wraps a picture into an HTML page.</summary>
    public static string ToHtml(string svg, string title) => $$"""
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>{{WebUtility.HtmlEncode(Printable.Of(title))}}</title>
        <style>body { margin: 0; background: #f8fafc } svg { display: block; margin: auto; max-width: 100%; height: auto }</style>
        {{svg}}</html>

        """;

    public void Dispose()
    {
        _writer.Dispose();
        if (!_written)
        {
            File.Delete(_part);
        }
    }

    private static string TemporaryPath(string path) => $"{path}.{Environment.ProcessId}.part";
}
