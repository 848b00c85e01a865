namespace ChatAspire.Network.Execution;

/// <summary>What the user can act on: printed without a stack trace, exit code 2.</summary>
/// <param name="tryNext">The next thing to try, one sentence or command; null where there is none.</param>
public class UserErrorException(string message, string? tryNext = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The next thing to try.</summary>
    public string? Hint { get; } = tryNext;
}
