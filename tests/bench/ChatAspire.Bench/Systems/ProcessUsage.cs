using System.Globalization;

namespace ChatAspire.Bench.Systems;

/// <summary>Reads a process's resource usage from Linux's /proc.</summary>
public static class ProcessUsage
{
    private const double TicksPerSecond = 100; // USER_HZ: fixed at 100 in Linux's interface to user space, proc(5)

    /// <summary>Returns the CPU seconds since the process's start, user and system together.</summary>
    public static double CpuSeconds(int pid)
    {
        // 4211 (dotnet) S 1 4211 4211 0 -1 4194560 9021 0 3 0 214 57 0 0 20 0 …   (utime is field 14, stime 15)
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12],
            CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>Returns the resident memory in bytes.</summary>
    public static long ResidentBytes(int pid)
    {
        // 67280 9021 7313 18 0 9843 0   (resident pages are field 2)
        var pages = File.ReadAllText($"/proc/{pid}/statm").Split(' ')[1];
        return long.Parse(pages, CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }
}
