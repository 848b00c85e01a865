using System.Net;
using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Drawing;

/// <summary>The file that a picture goes to. Tried out before anything else is done; what was there stays until the new picture is whole.</summary>
internal sealed class PictureFile : IDisposable
{
    private readonly string _path;
    private readonly string _part;
    private readonly StreamWriter _writer;
    private bool _written;

    private PictureFile(string path, StreamWriter writer) => (_path, _part, _writer) = (path, TemporaryPath(path), writer);

    /// <summary>Whether the picture is to be a page.</summary>
    private bool IsHtml => _path.EndsWith(".html", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="UserErrorException">Neither kind of file, or it cannot be written.</exception>
    public static PictureFile Open(string path)
    {
        if (!path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".html", StringComparison.OrdinalIgnoreCase))
            throw new UserErrorException($"--picture {path}: a picture is a .svg or a .html file.", "Give it one of these endings.");
        if (Directory.Exists(path))
            throw new UserErrorException($"--picture {path}: is a directory.", "Name a file.");

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
            throw new UserErrorException($"--picture {path}: cannot be written: {e.Message}", "Name a file in a directory that you may write to.", e);
        }
    }

    /// <param name="title">Of the page, where it is one.</param>
    public void Write(string svg, string title)
    {
        _writer.Write(IsHtml ? ToHtml(svg, title) : svg);
        _writer.Dispose();
        File.Move(_part, _path, overwrite: true);
        _written = true;
    }

    /// <summary>A picture in a page of its own.</summary>
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
            File.Delete(_part);
    }

    private static string TemporaryPath(string path) => $"{path}.{Environment.ProcessId}.part";
}
