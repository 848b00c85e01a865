using Amazon.EC2;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Repeats what AWS refuses only for the moment.</summary>
internal static class Ec2Retry
{
    /// <summary>A thing just made may not be known everywhere yet.</summary>
    public static Task<T> UntilKnownAsync<T>(Ec2Patience patience, Func<Task<T>> call, CancellationToken cancellation) =>
        Poll.RetryAsync<T, AmazonEC2Exception>(call, e => e.IsNotFound(), patience.Visible, patience.Poll, cancellation);

    /// <summary>A group is held by its instances until the last of them has ended.</summary>
    public static Task<T> UntilReleasedAsync<T>(Ec2Patience patience, Func<Task<T>> call, CancellationToken cancellation) =>
        Poll.RetryAsync<T, AmazonEC2Exception>(call, e => e.ErrorCode == "DependencyViolation", patience.Gone, patience.Poll, cancellation);

    /// <summary>A call said that a thing exists which was not seen before: looks until it is.</summary>
    /// <exception cref="AmazonEC2Exception"><paramref name="refusal"/>, when it stays unseen or is not ours.</exception>
    public static async Task UntilShownAsync(Ec2Patience patience, Func<Task> look, Func<bool> shown, AmazonEC2Exception refusal, CancellationToken cancellation)
    {
        var isShown = await Poll.UntilAsync(
            async () =>
            {
                await look();
                return shown();
            },
            patience.Visible,
            patience.Poll,
            cancellation);
        if (!isShown)
        {
            throw refusal;
        }
    }
}
