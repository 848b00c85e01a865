using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Collects the problems that prevent an <c>up</c>, from checks that run concurrently.</summary>
internal sealed class ProblemList
{
    private readonly List<Problem> _problems = [];

    public IReadOnlyList<Problem> All => _problems;

    /// <summary>Adds a problem unless it is already listed; invalid credentials, for example, fail every call alike.</summary>
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

    /// <returns>The result; null if the call failed, or if a result it depends on is missing.</returns>
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
