namespace ChatAspire.Network.Execution;

/// <summary>Enlarges the thread pool for SSH.NET, which blocks its threads.</summary>
internal static class PoolThreads
{
    /// <summary>
    /// The minimum number of pool threads. SSH.NET blocks one thread per connection, per forwarded port, and per connection through such a
    /// port. Above its minimum (by default, the number of processors) the pool adds only about two threads a second.
    /// </summary>
    private const int Min = 32;

    /// <summary>Raises the pool's minimum, so that it starts this many threads without delay.</summary>
    public static void Reserve()
    {
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, Min), completions);
    }
}
