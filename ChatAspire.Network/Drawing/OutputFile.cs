using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Drawing;

/// <summary>
/// An output file named by a command-line option. Opening it early makes an unwritable path fail before other work begins. The content is
/// written to a temporary file in the same directory; an existing output file is replaced only by complete content.
/// </summary>
internal sealed class OutputFile : IDisposable
{
    private readonly string _part;
    private readonly FileStream _stream;
    private bool _written;

    private OutputFile(string path)
    {
        (Path, _part) = (path, $"{path}.{Environment.ProcessId}.part");
        _stream = new FileStream(_part, FileMode.Create, FileAccess.Write);
    }

    /// <summary>The path, as the user typed it.</summary>
    public string Path { get; }

    /// <summary>Creates the temporary file, and the directory if it is missing.</summary>
    /// <param name="option">The option, for error messages: "--picture".</param>
    /// <param name="content">The content, for error messages, as a noun phrase: "a picture".</param>
    /// <param name="extensions">The accepted extensions, each with its dot: ".svg".</param>
    /// <exception cref="UserErrorException">The extension is not accepted, or the path is a directory or cannot be written.</exception>
    public static OutputFile Open(string option, string path, string content, params IReadOnlyList<string> extensions)
    {
        if (!extensions.Any(extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase)))
        {
            throw new UserErrorException($"{option} {path}: {content} is a {string.Join(" or a ", extensions)} file.",
                extensions.Count == 1 ? "Use this extension." : "Use one of these extensions.");
        }

        if (Directory.Exists(path))
        {
            throw new UserErrorException($"{option} {path}: this is a directory.", "Name a file.");
        }

        try
        {
            if (System.IO.Path.GetDirectoryName(path) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            return new OutputFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"{option} {path}: cannot be written: {e.Message}", "Name a file in a directory that you may write to.", e);
        }
    }

    /// <summary>Makes the file readable and writable by its owner only (mode 0600). Does nothing on Windows.</summary>
    public void MakePrivate()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_part, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    /// <summary>
    /// Writes the content, closes the file, and moves it to <see cref="Path"/>, replacing an existing file. Call it once.
    /// </summary>
    public void Write(Action<Stream> write)
    {
        write(_stream);
        _stream.Dispose();
        File.Move(_part, Path, overwrite: true);
        _written = true;
    }

    public void Dispose()
    {
        _stream.Dispose();
        if (!_written)
        {
            File.Delete(_part);
        }
    }
}
