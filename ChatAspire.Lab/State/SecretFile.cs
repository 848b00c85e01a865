using System.Text;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.State;

/// <summary>Writes and checks files that only their owner can read.</summary>
public static class SecretFile
{
    /// <summary>The mode of a file with secrets: 0600.</summary>
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>
    /// Writes or replaces a file atomically, and creates its directory if needed.
    /// </summary>
    /// <exception cref="UserErrorException">
    /// The file system has no permission modes, so other users could read the file. An existing file stays as it was.
    /// </exception>
    public static void Write(string path, string text)
    {
        EnsureDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var part = $"{path}.{Environment.ProcessId}.part";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var stream = new FileStream(part, options))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
            if (IsOpenToOthers(part))
            {
                stream.Dispose();
                File.Delete(part);
                throw new UserErrorException(
                    $"{path} would be readable by other users: its file system does not support permission modes.",
                    $"Choose a directory on another file system: {LabDirectory.HomeVariable} names the parent of the lab's.");
            }
        }

        File.Move(part, path, overwrite: true);
    }

    /// <summary>Returns true if the mode of a file gives its group or others any permission; always false on Windows.</summary>
    public static bool IsOpenToOthers(string path) => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0;

    /// <summary>Creates a directory of mode 0700, unless it exists; on Windows, with inherited permissions.</summary>
    public static void EnsureDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        }
    }
}
