using Amazon.EC2;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Retries calls that AWS rejects temporarily.</summary>
internal static class Ec2Retry
{
    /// <summary>Retries while a newly created resource is not yet known everywhere.</summary>
    public static Task<T> UntilKnownAsync<T>(Ec2Timeouts timeouts, Func<Task<T>> call, CancellationToken cancellation) =>
        Poll.RetryAsync<T, AmazonEC2Exception>(call, e => e.IsNotFound(), timeouts.Visible, timeouts.Poll, cancellation);

    /// <summary>Retries while a security group is still in use by its instances.</summary>
    public static Task<T> UntilReleasedAsync<T>(Ec2Timeouts timeouts, Func<Task<T>> call, CancellationToken cancellation) =>
        Poll.RetryAsync<T, AmazonEC2Exception>(call, e => e.ErrorCode == "DependencyViolation", timeouts.Gone, timeouts.Poll, cancellation);

    /// <summary>Polls until EC2 lists a resource that a call reported as already existing.</summary>
    /// <exception cref="AmazonEC2Exception"><paramref name="refusal"/>, when it is never listed or is not ours.</exception>
    public static async Task UntilShownAsync(
        Ec2Timeouts timeouts, Func<Task> look, Func<bool> shown, AmazonEC2Exception refusal, CancellationToken cancellation)
    {
        var isShown = await Poll.UntilAsync(
            async () =>
            {
                await look();
                return shown();
            },
            timeouts.Visible,
            timeouts.Poll,
            cancellation);
        if (!isShown)
        {
            throw refusal;
        }
    }
}
