using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Everything that stands against an <c>up</c>: looks go on side by side, and each says its own.</summary>
internal sealed class ProblemList
{
    private readonly List<Problem> _problems = [];

    public IReadOnlyList<Problem> All => _problems;

    /// <summary>Each problem once: a credential that does not work fails every call alike.</summary>
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

    /// <returns>What was asked for; null if it failed, or if what it needs had failed before.</returns>
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
