using ChatAspire.Lab.Steps;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Creates EC2 API calls.</summary>
internal static class Ec2Call
{
    /// <summary>The name that stands for a security group's id where a command is printed before the group exists.</summary>
    public const string GroupId = "SECURITY_GROUP_ID";

    /// <summary>Creates a wait, which prints as <c>aws ec2 wait CONDITION</c> and polls by itself.</summary>
    public static ApiCall CreateWait(
        string condition, Func<CancellationToken, Task<string>> wait, params IReadOnlyList<string> options) =>
        Create(["wait", condition], "DescribeInstances", wait, options);

    /// <summary>Creates a call that prints as an AWS CLI command and translates its errors.</summary>
    /// <param name="action">The API action: <c>RunInstances</c>.</param>
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
