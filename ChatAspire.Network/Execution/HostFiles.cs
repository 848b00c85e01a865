namespace ChatAspire.Network.Execution;

/// <summary>
/// Copies files to and from a host through its shell, without SFTP. Files are written by the user that runs the host's commands.
/// </summary>
public static class HostFiles
{
    /// <summary>Creates the command that writes a file atomically: a reader sees the old content or the new, never a part.</summary>
    /// <param name="path">An absolute path; its directory is created.</param>
    public static HostCommand Write(string path, UnixFileMode mode, CommandInput content) => HostCommand.Shell(
        """umask 077 && mkdir -p "$(dirname "$1")" && cat > "$1.part" && chmod "$2" "$1.part" && mv "$1.part" "$1" """.TrimEnd(),
        path, Convert.ToString((int)mode, 8)) with
    { Input = content };

    /// <summary>Writes a file on the host, atomically.</summary>
    /// <exception cref="CommandFailedException">The file cannot be written.</exception>
    public static async Task UploadAsync(
        this ICommandRunner host, CommandInput content, string path, UnixFileMode mode, CancellationToken cancellation) =>
        (await host.RunAsync(Write(path, mode, content), cancellation)).Check();

    /// <summary>Reads a whole file from the host.</summary>
    /// <exception cref="CommandFailedException">The file cannot be read.</exception>
    public static async Task<ReadOnlyMemory<byte>> DownloadAsync(this ICommandRunner host, string path, CancellationToken cancellation) =>
        (await host.RunAsync(new HostCommand("cat", "--", path), cancellation)).Check().OutputBytes;
}
