using System.Diagnostics;

namespace ChatAspire.Lab.Images;

/// <summary>
/// Runs <c>docker save</c> on this machine and streams its output, so that the image needs no temporary file.
/// </summary>
internal sealed class SavedImage : Stream
{
    private readonly Process _save;

    public SavedImage(string image) =>
        _save = Process.Start(new ProcessStartInfo("docker", ["save", image]) { RedirectStandardOutput = true })!;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => _save.StandardOutput.BaseStream.Read(buffer, offset, count);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _save.StandardOutput.BaseStream.ReadAsync(buffer, cancellationToken);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_save.HasExited)
        {
            // The reader stopped before the end of the image.
            _save.Kill();
        }

        _save.Dispose();
        base.Dispose(disposing);
    }
}
