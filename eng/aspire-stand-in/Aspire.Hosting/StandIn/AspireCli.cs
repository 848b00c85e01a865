using System.Collections.Concurrent;
using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Aspire.Hosting.StandIn;

/// <summary>The Aspire CLI, which brings the dashboard: one file of an npm package, fetched once.</summary>
internal static class AspireCli
{
    private const string Version = "13.5.4";
    private const int AboutMegabytes = 128;

    /// <summary>Where it keeps what it unpacks.</summary>
    public static string Home => Path.Combine(Folder, "home");

    private static string Folder => Path.Combine(BuildFacts.Artifacts, "aspire-cli", Version);

    private static string Program => Path.Combine(Folder, OperatingSystem.IsWindows() ? "aspire.exe" : "aspire");

    private static string Package => $"@microsoft/aspire-cli-{Platform}";

    // What npm's packages are called; RuntimeIdentifier itself may name a distribution.
    private static string Platform
    {
        get
        {
            var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx"
                : RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? "linux-musl" : "linux";
            return $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        }
    }

    /// <summary>The CLI's path. Null, with the reason said, when it cannot be had.</summary>
    public static async Task<string?> EnsureAsync(Guard guard, Action<string> say, CancellationToken cancellationToken)
    {
        if (File.Exists(Program))
        {
            return Program;
        }

        // Everything happens in a folder of its own, and the finished file is moved: a broken download never counts.
        var work = Directory.CreateDirectory($"{Folder}.{Guid.NewGuid():N}").FullName;
        try
        {
            say($"fetching {Package} {Version} from npm, once, about {AboutMegabytes} MB; nothing waits for it");
            if (!await FetchAsync(work, guard, say, cancellationToken))
            {
                return null;
            }

            var unpacked = Path.Combine(work, "aspire");
            await UnpackAsync(Directory.EnumerateFiles(work, "*.tgz").Single(), unpacked, cancellationToken);
            Directory.CreateDirectory(Folder);
            File.Move(unpacked, Program, overwrite: true);
            return Program;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task<bool> FetchAsync(string work, Guard guard, Action<string> say, CancellationToken cancellationToken)
    {
        var program = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program))))
        {
            say("no dashboard: it comes as an npm package, and there is no npm here. Install Node.js to have it.");
            return false;
        }

        // The user's own registry, proxy and credentials; a cache of our own, whose growth is the progress.
        var cache = Path.Combine(work, "cache");
        var plan = new ChildPlan(
            "npm",
            program,
            ["pack", $"{Package}@{Version}", "--pack-destination", work, "--cache", cache, "--loglevel", "error"],
            work,
            new Dictionary<string, string?>(),
            Cleanup: $"rm -rf '{work.Replace("'", "'\\''", StringComparison.Ordinal)}'");
        var output = new ConcurrentQueue<string>();
        using var npm = Child.Start(plan, guard, output.Enqueue);
        try
        {
            await ShowProgressAsync(npm.EndedAsync(cancellationToken), cache, say);
        }
        catch (OperationCanceledException)
        {
            await npm.StopAsync(TimeSpan.FromSeconds(2));
            throw;
        }

        if (npm.ExitCode != 0)
        {
            say($"no dashboard: npm pack {Package}@{Version} ended with exit code {npm.ExitCode}: {string.Join(' ', output)}");
        }

        return npm.ExitCode == 0;
    }

    private static async Task ShowProgressAsync(Task fetched, string cache, Action<string> say)
    {
        while (await Task.WhenAny(fetched, Task.Delay(TimeSpan.FromSeconds(2))) != fetched)
        {
            say($"fetched {MegabytesIn(cache)} of about {AboutMegabytes} MB");
        }

        await fetched;
    }

    private static long MegabytesIn(string folder)
    {
        // npm moves files about while they are counted.
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        var files = Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*", options) : [];
        return files.Sum(file => file.Exists ? file.Length : 0) / 1_000_000;
    }

    private static async Task UnpackAsync(string tarball, string target, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(tarball);
        await using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        await using var tar = new TarReader(unzipped);
        while (await tar.GetNextEntryAsync(cancellationToken: cancellationToken) is { } entry)
        {
            // package/bin/aspire, or aspire.exe
            if (entry.Name.StartsWith("package/bin/aspire", StringComparison.Ordinal))
            {
                await entry.ExtractToFileAsync(target, overwrite: true, cancellationToken);
                return;
            }
        }

        throw new InvalidDataException($"{tarball} holds no package/bin/aspire.");
    }
}
