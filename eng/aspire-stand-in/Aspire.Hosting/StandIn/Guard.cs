using System.Diagnostics;

namespace Aspire.Hosting.StandIn;

/// <summary>
/// Sees to it that no child outlives the AppHost, however that ends: a shell reads, from a pipe only the AppHost holds,
/// what would have to be cleaned up, and does it when the pipe closes. `kill -9` closes it too.
/// </summary>
internal sealed class Guard : IDisposable
{
    // Each line replaces the one before. Ctrl-C reaches the whole process group, so the shell must not heed it.
    private const string Script = "trap '' INT TERM HUP; while read -r line; do cleanup=$line; done; eval \"$cleanup\" >/dev/null 2>&1";

    private readonly Lock _turn = new();
    private readonly Dictionary<int, string> _cleanups = [];
    private readonly Process? _shell = OperatingSystem.IsWindows() ? null : Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script])
    {
        RedirectStandardInput = true,
    });

    /// <summary>A child has started.</summary>
    /// <param name="pid">Its process id.</param>
    /// <param name="cleanup">A shell command that removes what killing the process would leave, or nothing.</param>
    public void Watch(int pid, string? cleanup)
    {
        lock (_turn)
        {
            // The whole group, where the child leads one (Child.OwnSession).
            _cleanups[pid] = $"kill -9 -{pid} || kill -9 {pid}; {cleanup ?? "true"}";
            Tell();
        }
    }

    /// <summary>A child has ended; its process id may be another's by and by.</summary>
    public void Forget(int pid)
    {
        lock (_turn)
        {
            _cleanups.Remove(pid);
            Tell();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _shell?.StandardInput.Dispose();
        _shell?.Dispose();
    }

    private void Tell()
    {
        _shell?.StandardInput.WriteLine(string.Join("; ", ["true", .. _cleanups.Values]));
        _shell?.StandardInput.Flush();
    }
}
