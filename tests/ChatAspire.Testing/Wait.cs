using System.Diagnostics;

namespace ChatAspire.Testing;

/// <summary>Waits for a named condition, with a deadline.</summary>
public static class Wait
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    /// <summary>Waits until <paramref name="condition"/> holds; an exception it throws means that it does not hold yet.</summary>
    /// <exception cref="TimeoutException">It did not hold in time; the message has <paramref name="what"/>, and what was found last.</exception>
    public static async Task UntilAsync(
        string what, Func<Task<bool>> condition, TimeSpan? timeout = null, Func<string>? found = null)
    {
        var limit = timeout ?? TimeSpan.FromSeconds(10);
        var clock = Stopwatch.StartNew();
        Exception? last = null;
        while (clock.Elapsed < limit)
        {
            try
            {
                if (await condition())
                {
                    return;
                }

                last = null;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                last = error;
            }

            await Task.Delay(Interval);
        }

        throw new TimeoutException($"Not within {limit.TotalSeconds:0.#} s: {what}. {found?.Invoke()}", last);
    }

    /// <inheritdoc cref="UntilAsync(string, Func{Task{bool}}, TimeSpan?, Func{string}?)" />
    public static Task UntilAsync(string what, Func<bool> condition, TimeSpan? timeout = null, Func<string>? found = null) =>
        UntilAsync(what, () => Task.FromResult(condition()), timeout, found);
}
