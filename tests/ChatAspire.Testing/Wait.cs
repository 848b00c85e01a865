using System.Diagnostics;

namespace ChatAspire.Testing;

/// <summary>Waits for a named condition, with a deadline.</summary>
public static class Wait
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    /// <summary>Waits until <paramref name="condition"/> holds; an exception that it throws counts as "not yet".</summary>
    /// <param name="what">The condition, in the words of the error message.</param>
    /// <param name="timeout">The deadline; 30 s by default.</param>
    /// <param name="found">Describes the state found last, for the error message.</param>
    /// <param name="failFast">Throws when the condition can no longer come true; the exception ends the wait.</param>
    /// <exception cref="TimeoutException">The condition did not hold in time.</exception>
    public static async Task UntilAsync(
        string what, Func<Task<bool>> condition, TimeSpan? timeout = null, Func<string>? found = null, Action? failFast = null)
    {
        var limit = timeout ?? TimeSpan.FromSeconds(30);
        var clock = Stopwatch.StartNew();
        Exception? last = null;
        do
        {
            failFast?.Invoke();
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
        while (clock.Elapsed < limit);

        throw new TimeoutException($"Not within {limit.TotalSeconds:0.#} s: {what}. {found?.Invoke()}", last);
    }

    /// <inheritdoc cref="UntilAsync(string, Func{Task{bool}}, TimeSpan?, Func{string}?, Action?)" />
    public static Task UntilAsync(
        string what, Func<bool> condition, TimeSpan? timeout = null, Func<string>? found = null, Action? failFast = null) =>
        UntilAsync(what, () => Task.FromResult(condition()), timeout, found, failFast);
}
