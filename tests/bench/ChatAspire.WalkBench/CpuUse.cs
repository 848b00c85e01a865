using ChatAspire.Bench.Systems;

namespace ChatAspire.WalkBench;

/// <summary>Measures the CPU time of this machine by program, including those on a local lab's hosts.</summary>
internal sealed class CpuUse : IDisposable
{
    private readonly PeriodicTimer _timer = new(TimeSpan.FromSeconds(0.5)); // shorter-lived processes are not seen
    private readonly Dictionary<(string Program, int Pid), (double First, double Last)> _seen = [];
    private readonly Task _looking;

    public CpuUse()
    {
        Look(isNew: false);
        _looking = Task.Run(async () =>
        {
            while (await _timer.WaitForNextTickAsync())
            {
                Look(isNew: true);
            }
        });
    }

    /// <returns>CPU seconds by program.</returns>
    public async Task<IReadOnlyDictionary<string, double>> StopAsync()
    {
        _timer.Dispose();
        await _looking;
        return _seen.GroupBy(one => one.Key.Program)
            .ToDictionary(one => one.Key, one => one.Sum(process => process.Value.Last - process.Value.First));
    }

    public void Dispose() => _timer.Dispose();

    /// <param name="isNew">True if a process seen for the first time had used no CPU time before.</param>
    private void Look(bool isNew)
    {
        foreach (var pid in Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => char.IsAsciiDigit(name![0]))
            .Select(name => int.Parse(name!)))
        {
            try
            {
                var (program, used) = (Program(pid), ProcessUsage.CpuSeconds(pid));
                _seen[(program, pid)] = (_seen.TryGetValue((program, pid), out var before) ? before.First : isNew ? 0 : used, used);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The process has ended meanwhile.
            }
        }
    }

    // dotnet\0/app/ChatAspire.Web.dll\0; the kernel's own threads have no command line
    private static string Program(int pid)
    {
        var words = File.ReadAllText($"/proc/{pid}/cmdline").Split('\0');
        return words[0].Length == 0 ? "kernel" : Path.GetFileName(
            Array.Find(words, word => word.EndsWith(".dll", StringComparison.Ordinal)) ?? words[0].Split(' ')[0].TrimEnd(':'));
    }
}
