using ChatAspire.Lab.Steps;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Creates EC2 API calls.</summary>
internal static class Ec2Call
{
    /// <summary>Creates a call that prints as an AWS CLI command and translates its errors.</summary>
    /// <param name="action">The API action: <c>RunInstances</c>.</param>
    public static ApiCall Create(string action, Func<CancellationToken, Task<string>> invoke, params IReadOnlyList<string> options) =>
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
