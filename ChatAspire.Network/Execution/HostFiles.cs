namespace ChatAspire.Network.Execution;

/// <summary>
/// Files to and from a host, by way of its shell: needs no SFTP, and writes as the user that commands run as.
/// </summary>
public static class HostFiles
{
    /// <summary>The command that writes a file in one piece: its reader sees the old content or the new, never half.</summary>
    /// <param name="path">Absolute; its directory is made.</param>
    public static HostCommand Write(string path, UnixFileMode mode, CommandInput content) => HostCommand.Shell(
        """umask 077 && mkdir -p "$(dirname "$1")" && cat > "$1.part" && chmod "$2" "$1.part" && mv "$1.part" "$1" """.TrimEnd(),
        path, Convert.ToString((int)mode, 8)) with
    { Input = content };

    /// <exception cref="CommandFailedException">The file cannot be written.</exception>
    public static async Task UploadAsync(
        this ICommandRunner host, CommandInput content, string path, UnixFileMode mode, CancellationToken cancellation) =>
        (await host.RunAsync(Write(path, mode, content), cancellation)).Check();

    /// <exception cref="CommandFailedException">The file cannot be read.</exception>
    public static async Task<ReadOnlyMemory<byte>> DownloadAsync(this ICommandRunner host, string path, CancellationToken cancellation) =>
        (await host.RunAsync(new HostCommand("cat", "--", path), cancellation)).Check().OutputBytes;
}
