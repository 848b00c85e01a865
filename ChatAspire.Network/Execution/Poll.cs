namespace ChatAspire.Network.Execution;

/// <summary>Waits for a condition, with a deadline.</summary>
public static class Poll
{
    /// <summary>Checks a condition, at least once, until it holds or the time limit has passed.</summary>
    /// <param name="interval">The pause between two checks.</param>
    /// <returns>False if the condition did not hold within <paramref name="limit"/>; the caller reports the reason.</returns>
    public static async Task<bool> UntilAsync(Func<Task<bool>> condition, TimeSpan limit, TimeSpan interval, CancellationToken cancellation)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > limit)
            {
                return false;
            }

            await Task.Delay(interval, cancellation);
        }

        return true;
    }

    /// <summary>
    /// Repeats a call while it fails with a transient exception. Once the time limit has passed, the next exception is thrown to the
    /// caller.
    /// </summary>
    /// <param name="isTransient">True for an exception after which the call is worth repeating.</param>
    /// <param name="interval">The pause between two calls.</param>
    public static async Task<T> RetryAsync<T, TException>(
        Func<Task<T>> call, Func<TException, bool> isTransient, TimeSpan limit, TimeSpan interval, CancellationToken cancellation)
        where TException : Exception
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await call();
            }
            catch (TException e) when (isTransient(e) && TimeProvider.System.GetElapsedTime(started) < limit)
            {
                await Task.Delay(interval, cancellation);
            }
        }
    }
}
