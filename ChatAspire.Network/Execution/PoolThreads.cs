namespace ChatAspire.Network.Execution;

/// <summary>The threads of the pool, for a library that blocks them.</summary>
internal static class PoolThreads
{
    /// <summary>
    /// SSH.NET blocks a thread for each connection, for each forwarded port and each connection to it. Beyond its minimum, which is the
    /// number of processors, the pool adds some two threads a second.
    /// </summary>
    private const int Min = 32;

    /// <summary>Lets the pool start threads without delay.</summary>
    public static void Reserve()
    {
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, Min), completions);
    }
}
