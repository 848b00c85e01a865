using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Drawing;

/// <summary>
/// A file that an option names. It is opened early, so that an unwritable path fails before other work begins; an existing file stays
/// until the new one is complete.
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

    /// <summary>Opens a file.</summary>
    /// <param name="option">The option that names it: "--picture".</param>
    /// <param name="content">A noun phrase: "a picture".</param>
    /// <param name="extensions">The extensions that it may have.</param>
    /// <exception cref="UserErrorException">The path has another extension, or cannot be written.</exception>
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

    /// <summary>Lets only the owner read the file.</summary>
    public void MakePrivate()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_part, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    /// <summary>Writes the content, closes the file and replaces an existing one. Called once.</summary>
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
