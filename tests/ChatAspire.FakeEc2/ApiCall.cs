namespace ChatAspire.FakeEc2;

/// <summary>A request that the fake has answered or has left unanswered.</summary>
/// <param name="error">EC2's error code; null for success.</param>
public sealed class ApiCall(QueryRequest request, string? error)
{
    public QueryRequest Request => request;

    public string? Error => error;

    public string Action => Request.Action;

    public bool DryRun => Request.DryRun;

    /// <summary>True for a call that may have changed something: neither read-only nor a dry run.</summary>
    public bool Changes => !DryRun && !Action.StartsWith("Describe", StringComparison.Ordinal)
        && !Action.StartsWith("Get", StringComparison.Ordinal);

    public override string ToString() => $"{Action}{(DryRun ? " (dry run)" : "")}{(Error is null ? "" : $" → {Error}")}";
}
