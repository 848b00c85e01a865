using Amazon.EC2;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Repeats what AWS refuses only for the moment.</summary>
internal static class Ec2Retry
{
    /// <summary>A thing just made may not be known everywhere yet.</summary>
    public static Task<T> UntilKnownAsync<T>(Ec2Patience patience, Func<Task<T>> call, CancellationToken cancellation) =>
        WhileAsync(e => e.IsNotFound(), patience.Visible, patience.Poll, call, cancellation);

    /// <summary>A group is held by its instances until the last of them has ended.</summary>
    public static Task<T> UntilReleasedAsync<T>(Ec2Patience patience, Func<Task<T>> call, CancellationToken cancellation) =>
        WhileAsync(e => e.ErrorCode == "DependencyViolation", patience.Gone, patience.Poll, call, cancellation);

    /// <summary>A call said that a thing exists which was not seen before: looks until it is.</summary>
    /// <exception cref="AmazonEC2Exception"><paramref name="refusal"/>, when it stays unseen or is not ours.</exception>
    public static async Task UntilShownAsync(Ec2Patience patience, Func<Task> look, Func<bool> shown, AmazonEC2Exception refusal, CancellationToken cancellation)
    {
        var deadline = DateTimeOffset.UtcNow + patience.Visible;
        while (true)
        {
            await look();
            if (shown())
                return;
            if (DateTimeOffset.UtcNow > deadline)
                throw refusal;
            await Task.Delay(patience.Poll, cancellation);
        }
    }

    private static async Task<T> WhileAsync<T>(
        Func<AmazonEC2Exception, bool> passes, TimeSpan patience, TimeSpan poll, Func<Task<T>> call, CancellationToken cancellation)
    {
        var deadline = DateTimeOffset.UtcNow + patience;
        while (true)
        {
            try
            {
                return await call();
            }
            catch (AmazonEC2Exception e) when (passes(e) && DateTimeOffset.UtcNow < deadline)
            {
                await Task.Delay(poll, cancellation);
            }
        }
    }
}
