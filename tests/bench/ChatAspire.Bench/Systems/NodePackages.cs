using System.ComponentModel;
using System.Diagnostics;

namespace ChatAspire.Bench.Systems;

/// <summary>Installs a peer's npm packages from its lock file if they are missing.</summary>
public static class NodePackages
{
    /// <summary>The directory of a peer.</summary>
    public static string Folder(string peer) => Path.Combine(SystemUnderTest.Root, "tests/bench/peers", peer);

    /// <summary>Runs <c>npm ci</c> unless the installed packages are as new as the lock file.</summary>
    /// <exception cref="BadInputException">npm is missing or failed.</exception>
    public static void Ensure(string peer)
    {
        var folder = Folder(peer);
        var installed = new FileInfo(Path.Combine(folder, "node_modules", ".package-lock.json"));
        if (installed.Exists && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json")))
        {
            return;
        }

        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--silent"]) { WorkingDirectory = folder })!;
            npm.WaitForExit();
            if (npm.ExitCode != 0)
            {
                throw new BadInputException($"npm ci in {folder} failed (exit code {npm.ExitCode}); "
                    + "leave this peer out with --systems");
            }
        }
        catch (Win32Exception missing)
        {
            throw new BadInputException($"npm: {missing.Message}. "
                + "Install Node and npm, or leave this peer out with --systems");
        }
    }
}
