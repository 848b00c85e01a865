using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Collects the problems that prevent an <c>up</c>, from checks that run concurrently.</summary>
internal sealed class ProblemList
{
    private readonly List<Problem> _problems = [];

    public IReadOnlyList<Problem> All => _problems;

    /// <summary>Adds a problem unless it is listed already. Invalid credentials, for example, fail every call in the same way.</summary>
    public void Add(UserErrorException trouble)
    {
        var problem = new Problem(trouble.Message, trouble.Hint ?? "The EC2 API reference explains the code under \"Error codes\".");
        lock (_problems)
        {
            if (!_problems.Contains(problem))
            {
                _problems.Add(problem);
            }
        }
    }

    /// <summary>Runs a check; if it fails, adds the problem instead of throwing.</summary>
    /// <param name="action">The API action for the message: <c>DescribeVpcs</c>.</param>
    /// <returns>The result; null if the check failed or returned null.</returns>
    public async Task<T?> TryAsync<T>(string action, Func<Task<T?>> ask, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            Add(Ec2Errors.Explain(e, action));
            return null;
        }
    }
}
