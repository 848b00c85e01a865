using System.Globalization;
using System.Text.RegularExpressions;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.State;

/// <summary>
/// Admits one command at a time to a lab. The lock is a file open for exclusive access, which the operating system closes even if the
/// process is killed. A second file names the holder.
/// </summary>
public sealed partial class LabLock : IDisposable
{
    internal const string FileName = "lock";
    private const string HolderName = "holder";
    private const string Time = "yyyy-MM-dd HH:mm:ss zzz";

    /// <summary>
    /// The <see cref="Exception.HResult"/> of a sharing violation: EWOULDBLOCK on Linux (11) and macOS (35), ERROR_SHARING_VIOLATION on
    /// Windows.
    /// </summary>
    private static readonly int[] SharingViolations = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _file;

    private readonly LabDirectory _directory;

    private LabLock(LabDirectory directory, FileStream file) => (_directory, _file) = (directory, file);

    /// <summary>True for a file that belongs to the lock.</summary>
    internal static bool Owns(string file) => file is FileName or HolderName;

    /// <summary>Takes the lock without waiting.</summary>
    /// <param name="verb">The command that takes the lock: "up".</param>
    /// <exception cref="UserErrorException">
    /// Another command holds the lock, and the message names the command and its start; or the lock's file cannot be opened.
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
                $"`{verb}` (process {Environment.ProcessId}), since {DateTimeOffset.Now.ToString(Time, CultureInfo.InvariantCulture)}"));
        }
        catch (UserErrorException)
        {
            // The lock is held, but its holder's name is not stored. A command that must write other files fails later, with the reason;
            // `down` writes none, so it works on a full disk too.
        }

        return held;
    }

    /// <summary>
    /// Returns the command that holds the lock, with its process and start: "`up` (process 4711), since …". Null if no such process runs.
    /// </summary>
    public static string? Holder(LabDirectory directory) =>
        directory.Read(HolderName) is { } holder && Process().Match(holder) is { Success: true, Groups: var field }
            && DateTimeOffset.TryParseExact(field["since"].ValueSpan, Time, CultureInfo.InvariantCulture, default, out var since)
            && IsRunning(int.Parse(field["id"].ValueSpan, CultureInfo.InvariantCulture), since)
            ? holder
            : null;

    /// <summary>Releases the lock, and deletes its files.</summary>
    public void Dispose()
    {
        _directory.TryDelete(HolderName);
        _file.Dispose();
    }

    /// <param name="since">The time at which the holder took the lock. A process that started later only has the same id.</param>
    private static bool IsRunning(int process, DateTimeOffset since)
    {
        try
        {
            using var running = System.Diagnostics.Process.GetProcessById(process);
            return running.StartTime < since.AddSeconds(1);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false; // The holder was killed before it could delete the file, or has just ended.
        }
    }

    // `up` (process 4711), since 2026-11-28 14:00:00 +00:00
    [GeneratedRegex(@"\(process (?<id>\d{1,9})\), since (?<since>.+)$")]
    private static partial Regex Process();
}
