using System.Globalization;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.State;

/// <summary>
/// One command at a time on a lab. The lock is the operating system's on an open file, so it goes with its process,
/// however that ends; a second file says who holds it.
/// </summary>
public sealed class LabLock : IDisposable
{
    internal const string FileName = "lock";
    private const string HolderName = "holder";

    /// <summary>EWOULDBLOCK on Linux and macOS; ERROR_SHARING_VIOLATION on Windows.</summary>
    private static readonly int[] SharingViolations = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _file;

    private LabLock(FileStream file) => _file = file;

    /// <exception cref="UserErrorException">Another command holds it, and the message says which, and since when; or it cannot be taken.</exception>
    public static LabLock Take(LabDirectory directory, string verb)
    {
        LabLock held;
        try
        {
            held = new LabLock(directory.OpenAlone(FileName));
        }
        catch (UserErrorException e) when (e.InnerException is { HResult: var error } && SharingViolations.Contains(error))
        {
            throw new UserErrorException(
                $"Another command holds this lab: {directory.Read(HolderName) ?? e.Message}.", "Wait for it, or end it with Ctrl-C where it runs.", e);
        }

        try
        {
            directory.Write(HolderName, string.Create(CultureInfo.InvariantCulture,
                $"`{verb}` (process {Environment.ProcessId}), since {DateTimeOffset.Now:yyyy-MM-dd HH:mm:ss zzz}"));
        }
        catch (UserErrorException)
        {
            // Others learn less of us. Where more must be written this will be said; `down` goes on, also on a full disk.
        }

        return held;
    }

    public void Dispose() => _file.Dispose();
}
