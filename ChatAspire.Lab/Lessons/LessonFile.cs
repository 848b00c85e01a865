using System.Text;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Lessons;

/// <summary>The file of <c>--markdown</c>, opened early, so that an unwritable path fails before the lesson runs.</summary>
internal sealed class LessonFile : IDisposable
{
    private readonly FileStream _file;

    /// <exception cref="UserErrorException">The file cannot be written.</exception>
    public LessonFile(string path)
    {
        try
        {
            _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"--markdown {path}: {e.Message}", "Name a file in a directory that exists and that you may write to.", e);
        }
    }

    /// <summary>Replaces the file's content.</summary>
    public void Write(string text)
    {
        _file.SetLength(0);
        _file.Write(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Closes the file, and deletes it if it is empty, as after a lesson that did not finish.</summary>
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
