using System.Runtime.InteropServices;

namespace Aspire.Hosting.StandIn;

/// <summary>Two calls that .NET does not offer.</summary>
internal static class Posix
{
    public const int SigTerm = 15; // signal(7)

    /// <summary>Sends a signal: kill(2).</summary>
    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static extern int Kill(int pid, int signal);

    /// <summary>The parent's process id: getppid(2).</summary>
    [DllImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static extern int GetParent();
}
