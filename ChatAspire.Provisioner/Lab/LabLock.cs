using System.Globalization;

namespace ChatAspire.Provisioner.Lab;

/// <summary>
/// One command at a time on a lab. The lock is the operating system's on an open file, so it goes with its process,
/// however that ends; a second file says who holds it.
/// </summary>
public sealed class LabLock : IDisposable
{
    internal const string FileName = "lock";
    private const string HolderName = "holder";

    private readonly FileStream _file;

    private LabLock(FileStream file) => _file = file;

    /// <exception cref="LabException">Another command holds it; the message says which, and since when.</exception>
    public static LabLock Take(LabDirectory directory, string verb)
    {
        directory.Ensure();
        try
        {
            var held = new LabLock(new FileStream(directory.File(FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            directory.Write(HolderName, string.Create(CultureInfo.InvariantCulture,
                $"`{verb}` (process {Environment.ProcessId}), since {DateTimeOffset.Now:yyyy-MM-dd HH:mm:ss zzz}"));
            return held;
        }
        catch (IOException e)
        {
            throw new LabException(
                $"Another command holds this lab: {directory.Read(HolderName) ?? e.Message}.", "Wait for it, or end it with Ctrl-C where it runs.", e);
        }
    }

    public void Dispose() => _file.Dispose();
}
