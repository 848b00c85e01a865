using System.Globalization;
using System.Text.RegularExpressions;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.State;

/// <summary>
/// Admits one command at a time to a lab. The operating system holds the lock on an open file, so it is released whenever and
/// however its process ends; a second file names the holder.
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

    /// <summary>True for a file that belongs to the lock.</summary>
    internal static bool Owns(string file) => file is FileName or HolderName;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="UserErrorException">
    /// Another command holds it; the message names the command and its start. Or the file cannot be opened.
    /// </exception>
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
                $"The lab is in use by another command: {directory.Read(HolderName) ?? e.Message}.",
                    "Wait until it ends, or press Ctrl-C where it runs.", e);
        }

        try
        {
            directory.Write(HolderName, string.Create(CultureInfo.InvariantCulture,
                $"`{verb}` (process {Environment.ProcessId}), since {DateTimeOffset.Now:yyyy-MM-dd HH:mm:ss zzz}"));
        }
        catch (UserErrorException)
        {
            // Only the holder's name is lost. Commands that must write more report it then; `down` works on a full disk too.
        }

        return held;
    }

    /// <summary>The command that holds the lock, its process and its start; null if none does.</summary>
    public static string? Holder(LabDirectory directory) =>
        directory.Read(HolderName) is { } holder && Process().Match(holder) is { Success: true } process
            && IsRunning(int.Parse(process.ValueSpan, CultureInfo.InvariantCulture))
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
