using System.Text;

namespace ChatAspire.Provisioner.Output;

/// <summary>
/// A writer to a terminal whose window may be closed at any moment. Writes to a closed terminal fail with an I/O error (EIO). This
/// writer discards such output, because the run and its cleanup must continue.
/// </summary>
internal sealed class ClosableWriter(TextWriter terminal) : TextWriter
{
    private volatile bool _isClosed;

    public override Encoding Encoding => terminal.Encoding;

    public override void Write(char value) => Try(value, static (writer, text) => writer.Write(text));

    public override void Write(string? value) => Try(value, static (writer, text) => writer.Write(text));

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void WriteLine(string? value) => Try(value, static (writer, text) => writer.WriteLine(text));

    public override void Flush() => Try(0, static (writer, _) => writer.Flush());

    /// <summary>Discards everything written from now on.</summary>
    public override void Close() => _isClosed = true;

    private void Try<T>(T value, Action<TextWriter, T> write)
    {
        if (_isClosed)
        {
            return;
        }

        try
        {
            write(terminal, value);
        }
        catch (IOException)
        {
            _isClosed = true;
        }
    }
}
