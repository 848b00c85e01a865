namespace ChatAspire.Provisioner;

/// <summary>What the user can act on: printed without a stack trace, exit code 2.</summary>
/// <param name="tryNext">The next thing to try, one sentence or command; null where there is none.</param>
public class LabException(string message, string? tryNext = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The next thing to try.</summary>
    public string? TryNext { get; } = tryNext;
}

/// <summary>
/// Others do not let it happen (a quota, a permission, no room), and say so only when asked in earnest. What the run had
/// made until then is taken away again, so for the caller it is as if refused at the start.
/// </summary>
public sealed class RefusedException(string message, string? tryNext, Exception inner) : LabException(message, tryNext, inner);
