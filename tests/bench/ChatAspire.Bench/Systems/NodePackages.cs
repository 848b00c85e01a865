using System.ComponentModel;
using System.Diagnostics;

namespace ChatAspire.Bench.Systems;

/// <summary>Installs the Socket.IO peer's packages from its lock file if they are missing.</summary>
public static class NodePackages
{
    /// <summary>The Socket.IO peer's directory.</summary>
    public static string Folder { get; } = Path.Combine(SystemUnderTest.Root, "tests/bench/peers/socketio");

    /// <summary>Runs <c>npm ci</c> unless the installed packages are as new as the lock file.</summary>
    /// <exception cref="BadInputException">npm is missing or failed.</exception>
    public static void Ensure()
    {
        var installed = new FileInfo(Path.Combine(Folder, "node_modules", ".package-lock.json"));
        if (installed.Exists && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json")))
        {
            return;
        }

        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--silent"]) { WorkingDirectory = Folder })!;
            npm.WaitForExit();
            if (npm.ExitCode != 0)
            {
                throw new BadInputException($"npm ci in {Folder} failed (exit code {npm.ExitCode}); "
                    + "leave this peer out with --systems chataspire,signalr");
            }
        }
        catch (Win32Exception missing)
        {
            throw new BadInputException($"npm: {missing.Message}. "
                + "Install Node and npm, or leave this peer out with --systems chataspire,signalr");
        }
    }
}
