using System.Globalization;
using System.Text.RegularExpressions;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.State;

/// <summary>
/// One command at a time on a lab. The lock is the operating system's on an open file, so it goes with its process,
/// however that ends; a second file says who holds it.
/// </summary>
public sealed partial class LabLock : IDisposable
{
    internal const string FileName = "lock";
    private const string HolderName = "holder";

    /// <summary>EWOULDBLOCK on Linux and macOS; ERROR_SHARING_VIOLATION on Windows.</summary>
    private static readonly int[] SharingViolations = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _file;

    private readonly LabDirectory _directory;

    private LabLock(LabDirectory directory, FileStream file) => (_directory, _file) = (directory, file);

    /// <exception cref="UserErrorException">Another command holds it, and the message says which, and since when; or it cannot be taken.</exception>
    public static LabLock Take(LabDirectory directory, string verb)
    {
        LabLock held;
        try
        {
            held = new LabLock(directory, directory.OpenAlone(FileName));
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

    /// <summary>The command that holds the lock, its process and its start; null if none does.</summary>
    public static string? Holder(LabDirectory directory) =>
        directory.Read(HolderName) is { } holder && Process().Match(holder) is { Success: true } process && IsRunning(int.Parse(process.ValueSpan, CultureInfo.InvariantCulture))
            ? holder
            : null;

    /// <summary>Releases the lock, and deletes its files.</summary>
    public void Dispose()
    {
        _directory.TryDelete(HolderName);
        _file.Dispose();
    }

    private static bool IsRunning(int process)
    {
        try
        {
            using var running = System.Diagnostics.Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false; // It was killed before it could delete the file.
        }
    }

    // `up` (process 4711), since 2026-11-28 14:00:00 +00:00
    [GeneratedRegex(@"(?<=\(process )\d+(?=\))")]
    private static partial Regex Process();
}
