using System.Diagnostics;
using System.Globalization;

namespace ChatAspire.AppHost.Tests;

/// <summary>A process of this machine, as Linux lists it.</summary>
internal sealed record ProcessEntry(int Id, int Parent, string Name);

/// <summary>Lists and signals processes.</summary>
internal static class ProcessTable
{
    /// <summary>The processes that must run for the chat: DCP, the dashboard, Redis and the two nodes.</summary>
    private static readonly string[] Expected = ["dcp", "Aspire.Dashboar", "ChatAspire.Redi", "ChatAspire.Web", "ChatAspire.Web"]; // cut to 15 characters

    /// <summary>Returns everything below a process at this moment.</summary>
    public static IReadOnlyList<ProcessEntry> Descendants(int root)
    {
        var all = Running();
        var found = new List<ProcessEntry>();
        var parents = new HashSet<int> { root };
        while (all.Where(process => parents.Contains(process.Parent) && !found.Contains(process)).ToList() is { Count: > 0 } next)
        {
            found.AddRange(next);
            parents.UnionWith(next.Select(process => process.Id));
        }

        return found;
    }

    /// <summary>Returns all processes of a running AppHost.</summary>
    /// <remarks>DCP detaches itself, so its processes are found by the AppHost's id on their command lines, and their descendants.</remarks>
    public static IReadOnlyList<ProcessEntry> ResourcesOf(int dotnetRun)
    {
        var below = Descendants(dotnetRun);
        var appHost = below.Single(process => process.Parent == dotnetRun);
        var dcp = Running().Where(process => process.Name == "dcp" && Arguments(process.Id).Contains($"--monitor {appHost.Id}", StringComparison.Ordinal));
        List<ProcessEntry> all = [.. below.Concat(dcp.SelectMany(process => Descendants(process.Id).Prepend(process))).Distinct()];
        Assert.Superset(Expected.ToHashSet(), all.Select(process => process.Name).ToHashSet());
        return all;
    }

    /// <summary>Returns those of the given processes that still run.</summary>
    public static IReadOnlyList<ProcessEntry> StillRunning(IEnumerable<ProcessEntry> processes)
    {
        var running = Running().Select(process => (process.Id, process.Name)).ToHashSet();
        return [.. processes.Where(process => running.Contains((process.Id, process.Name)))];
    }

    /// <summary>Sends a signal by its name: INT, KILL, …</summary>
    public static void Signal(string name, int pid)
    {
        using var kill = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{name} {pid}")]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    private static string Arguments(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Replace('\0', ' ');
        }
        catch (IOException)
        {
            return ""; // the process ended meanwhile
        }
    }

    private static List<ProcessEntry> Running() =>
        [.. Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)).Select(Read).OfType<ProcessEntry>()];

    // 1066 (ChatAspire.Web) S 1023 1066 1066 …
    private static ProcessEntry? Read(string folder)
    {
        try
        {
            var line = File.ReadAllText(Path.Combine(folder, "stat"));
            var (open, close) = (line.IndexOf('('), line.LastIndexOf(')'));
            var rest = line[(close + 2)..].Split(' ');
            return rest[0] is "Z" or "X"
                ? null // a zombie: ended, but its parent has not waited for it
                : new ProcessEntry(
                    int.Parse(line[..open], CultureInfo.InvariantCulture),
                    int.Parse(rest[1], CultureInfo.InvariantCulture),
                    line[(open + 1)..close]);
        }
        catch (IOException)
        {
            return null; // the process ended meanwhile
        }
    }
}
