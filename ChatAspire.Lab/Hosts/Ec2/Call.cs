using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// A command that this process runs itself instead of a shell, printed as the line that does the same. What is not known
/// before it runs (the id of a group that does not exist yet) stands in capital letters.
/// </summary>
/// <param name="Invoke">Does it, and returns what to show of the answer.</param>
internal sealed record Call(string Program, IReadOnlyList<string> Arguments, Func<CancellationToken, Task<string>> Invoke)
    : HostCommand(Program, Arguments)
{
    /// <summary>A call of the EC2 API, printed as the AWS CLI's.</summary>
    /// <param name="action">The API's name of it: <c>RunInstances</c>.</param>
    public static Call Ec2(string action, Func<CancellationToken, Task<string>> invoke, params IReadOnlyList<string> options) =>
        new("aws", ["ec2", Kebab(action), .. options], async cancellation =>
        {
            try
            {
                return await invoke(cancellation);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                throw Ec2Errors.Explain(e, action);
            }
        });

    // RunInstances → run-instances
    private static string Kebab(string action) =>
        string.Concat(action.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
