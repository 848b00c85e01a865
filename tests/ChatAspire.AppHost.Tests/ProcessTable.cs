using System.Diagnostics;
using System.Globalization;

namespace ChatAspire.AppHost.Tests;

/// <summary>A process of this machine, as Linux lists it.</summary>
internal sealed record ProcessEntry(int Id, int Parent, string Name);

/// <summary>Lists and signals processes.</summary>
internal static class ProcessTable
{
    /// <summary>Returns all descendants of a process.</summary>
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
    /// <remarks>DCP detaches itself, so it is found by the AppHost's id on its command line.</remarks>
    public static IReadOnlyList<ProcessEntry> OfAppHost(int dotnetRun)
    {
        var below = Descendants(dotnetRun);
        var monitored = below.Where(process => process.Parent == dotnetRun).Select(process => $"--monitor {process.Id} ").ToList();
        var dcp = Running().Where(process => process.Name == "dcp" && monitored.Any($"{Arguments(process.Id)} ".Contains));
        return [.. below.Concat(dcp.SelectMany(process => Descendants(process.Id).Prepend(process))).Distinct()];
    }

    /// <summary>Returns the given processes that are still running.</summary>
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
        [.. Directory.EnumerateDirectories("/proc")
            .Where(folder => int.TryParse(Path.GetFileName(folder), out _))
            .Select(Read)
            .OfType<ProcessEntry>()];

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
