using Amazon.EC2;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Repeats calls that EC2 rejects temporarily.</summary>
internal static class Ec2Retry
{
    /// <summary>
    /// Repeats a call that fails because a new resource is not known everywhere in EC2 yet, up to <see cref="Ec2Timeouts.Visible"/>.
    /// </summary>
    public static Task<T> UntilKnownAsync<T>(Ec2Timeouts timeouts, Func<Task<T>> call, CancellationToken cancellation) =>
        Poll.RetryAsync<T, AmazonEC2Exception>(call, e => e.IsNotFound(), timeouts.Visible, timeouts.Poll, cancellation);

    /// <summary>
    /// Repeats a call that fails because instances still use the security group, up to <see cref="Ec2Timeouts.Gone"/>.
    /// </summary>
    public static Task<T> UntilReleasedAsync<T>(Ec2Timeouts timeouts, Func<Task<T>> call, CancellationToken cancellation) =>
        Poll.RetryAsync<T, AmazonEC2Exception>(call, e => e.ErrorCode == "DependencyViolation", timeouts.Gone, timeouts.Poll, cancellation);

    /// <summary>Polls until EC2 lists a resource that, according to the error of a call, exists already.</summary>
    /// <param name="look">Reads the resource from EC2.</param>
    /// <param name="shown">Returns true once the lab's resource was found.</param>
    /// <param name="refusal">The error of the call.</param>
    /// <exception cref="AmazonEC2Exception">
    /// <paramref name="refusal"/>, if the resource is not found in time, for example because it is not the lab's.
    /// </exception>
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
