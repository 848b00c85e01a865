using System.Diagnostics;
using System.Globalization;

namespace ChatAspire.AppHost.Tests;

/// <summary>A process of this machine, as Linux lists it.</summary>
internal sealed record ProcessEntry(int Id, int Parent, string Name);

/// <summary>Who started whom, and signals.</summary>
internal static class ProcessTable
{
    /// <summary>Everything below a process, at this moment.</summary>
    public static IReadOnlyList<ProcessEntry> Descendants(int root)
    {
        var all = Living();
        var found = new List<ProcessEntry>();
        var parents = new HashSet<int> { root };
        while (all.Where(one => parents.Contains(one.Parent) && !found.Contains(one)).ToList() is { Count: > 0 } next)
        {
            found.AddRange(next);
            parents.UnionWith(next.Select(one => one.Id));
        }

        return found;
    }

    /// <summary>Those of the given processes that still run.</summary>
    public static IReadOnlyList<ProcessEntry> StillRunning(IEnumerable<ProcessEntry> processes)
    {
        var living = Living().Select(one => (one.Id, one.Name)).ToHashSet();
        return [.. processes.Where(one => living.Contains((one.Id, one.Name)))];
    }

    /// <summary>Sends a signal, by its name: INT, KILL, …</summary>
    public static void Signal(string name, int pid)
    {
        using var kill = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{name} {pid}")]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    private static List<ProcessEntry> Living() =>
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
                ? null // ended, and not yet collected by its parent
                : new ProcessEntry(
                    int.Parse(line[..open], CultureInfo.InvariantCulture),
                    int.Parse(rest[1], CultureInfo.InvariantCulture),
                    line[(open + 1)..close]);
        }
        catch (IOException)
        {
            return null; // ended meanwhile
        }
    }
}
