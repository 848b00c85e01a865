using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Tests.Execution;

public class PollTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stops_at_the_first_check_that_holds()
    {
        var checks = 0;

        Assert.True(await Poll.UntilAsync(() => Task.FromResult(++checks == 3), TimeSpan.FromMinutes(1), Interval, Cancellation));

        Assert.Equal(3, checks);
    }

    [Fact]
    public async Task Checks_once_even_without_time()
    {
        Assert.True(await Poll.UntilAsync(() => Task.FromResult(true), TimeSpan.Zero, Interval, Cancellation));
        Assert.False(await Poll.UntilAsync(() => Task.FromResult(false), TimeSpan.Zero, Interval, Cancellation));
    }

    [Fact]
    public async Task Ends_when_cancelled()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var waiting = Poll.UntilAsync(() => Task.FromResult(false), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Repeats_a_call_after_transient_failures_only()
    {
        var calls = 0;
        var minute = TimeSpan.FromMinutes(1);

        Assert.Equal(3, await RetryAsync(() => ++calls < 3 ? throw new IOException("busy") : Task.FromResult(calls), minute));
        await Assert.ThrowsAsync<IOException>(() => RetryAsync(() => throw new IOException("gone"), minute));
        await Assert.ThrowsAsync<IOException>(() => RetryAsync(() => throw new IOException("busy"), TimeSpan.Zero));
    }

    private static Task<int> RetryAsync(Func<Task<int>> call, TimeSpan limit) =>
        Poll.RetryAsync<int, IOException>(call, e => e.Message == "busy", limit, Interval, Cancellation);
}
