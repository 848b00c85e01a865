using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>Faults of nodes and of Redis servers.</summary>
internal static class Faults
{
    private static readonly TimeSpan DownTime = TimeSpan.FromSeconds(1); // long enough for every node to notice

    /// <summary>Kills a server, and starts it again.</summary>
    public static Task RestartAsync(RedisServerBase redis) => RestartAsync(redis, static () => { });

    /// <summary>Kills a node, and starts it again.</summary>
    public static async Task RestartAsync(ChatNode node)
    {
        await node.KillAsync();
        await node.StartAsync();
    }

    /// <summary>Freezes a server for a time.</summary>
    public static async Task FreezeAsync(RedisServerBase redis, TimeSpan time)
    {
        redis.Freeze();
        await Task.Delay(time);
        redis.Thaw();
    }

    /// <summary>Freezes a node for a time.</summary>
    public static async Task FreezeAsync(ChatNode node, TimeSpan time)
    {
        node.Process.Freeze();
        await Task.Delay(time);
        node.Process.Thaw();
    }

    /// <summary>
    /// Kills a server, removes the last messages of its append-only file, like a disk that reports a sync too early, and starts it.
    /// </summary>
    /// <param name="redis">The server; its file is more than twice as long as what is lost.</param>
    /// <param name="lostBytes">
    /// The least number of bytes to remove. The file then ends after a script, because Redis 7.0 (aof.c, readerr) keeps the first half
    /// of a torn one and runs it at the next restart.
    /// </param>
    public static Task RollBackAsync(RedisServer redis, int lostBytes) => RestartAsync(redis, () =>
    {
        var scriptEnd = "\r\nEXEC\r\n"u8;
        var file = Directory.EnumerateFiles(Path.Combine(redis.Data, "appendonlydir"), "*.incr.aof").Single();
        var log = File.ReadAllBytes(file);
        Assert.True(log.Length > 2 * lostBytes, $"the file has {log.Length} bytes, too few to lose {lostBytes}");
        var end = log.AsSpan(0, log.Length - lostBytes).LastIndexOf(scriptEnd) + scriptEnd.Length;
        File.WriteAllBytes(file, log[..end]);
    });

    private static async Task RestartAsync(RedisServerBase redis, Action whileDown)
    {
        await redis.KillAsync();
        whileDown();
        await Task.Delay(DownTime);
        await redis.StartAsync();
    }
}
