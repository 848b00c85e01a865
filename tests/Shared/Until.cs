using System.Diagnostics;

namespace ChatAspire.Tests.Shared;

/// <summary>Waits for a named condition, with a deadline.</summary>
internal static class Until
{
    public static Task TrueAsync(Func<bool> condition, string name) => TrueAsync(() => Task.FromResult(condition()), name);

    public static async Task TrueAsync(Func<Task<bool>> condition, string name)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(15), $"not within 15 s: {name}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
