using System.Text;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Lessons;

/// <summary>A file that is there, and can be written, before what will stand in it is known.</summary>
internal sealed class LessonFile : IDisposable
{
    private readonly FileStream _file;

    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public LessonFile(string path)
    {
        try
        {
            _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"--markdown {path}: {e.Message}", "Name a file in a directory that exists and that you may write to.", e);
        }
    }

    /// <summary>Puts this in place of what it held.</summary>
    public void Write(string text)
    {
        _file.SetLength(0);
        _file.Write(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>One that was never written to, and was made here, goes again.</summary>
    public void Dispose()
    {
        var empty = _file.Length == 0;
        _file.Dispose();
        if (empty)
        {
            File.Delete(_file.Name);
        }
    }
}
