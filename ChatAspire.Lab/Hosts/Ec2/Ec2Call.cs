using ChatAspire.Lab.Steps;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Creates EC2 API calls that can also be printed as AWS CLI commands.</summary>
internal static class Ec2Call
{
    /// <summary>The placeholder for the security group's id in a command that is printed before the group exists.</summary>
    public const string GroupId = "SECURITY_GROUP_ID";

    /// <summary>Creates a call that prints as <c>aws ec2 wait CONDITION</c>.</summary>
    /// <param name="condition">The AWS CLI's name of the wait: <c>instance-running</c>.</param>
    /// <param name="wait">Polls the API until the condition holds; its result is the call's output.</param>
    public static ApiCall CreateWait(
        string condition, Func<CancellationToken, Task<string>> wait, params IReadOnlyList<string> options) =>
        Create(["wait", condition], "DescribeInstances", wait, options);

    /// <summary>Creates a call that prints as an AWS CLI command, and translates AWS errors by <see cref="Ec2Errors.Explain"/>.</summary>
    /// <param name="action">The API action: <c>RunInstances</c>.</param>
    /// <param name="invoke">Calls the API; its result is the call's output.</param>
    /// <param name="options">The options of the printed command.</param>
    public static ApiCall Create(string action, Func<CancellationToken, Task<string>> invoke, params IReadOnlyList<string> options) =>
        Create([Kebab(action)], action, invoke, options);

    private static ApiCall Create(
        IReadOnlyList<string> command, string action, Func<CancellationToken, Task<string>> invoke, IReadOnlyList<string> options) =>
        new("aws", ["ec2", .. command, .. options], async cancellation =>
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
