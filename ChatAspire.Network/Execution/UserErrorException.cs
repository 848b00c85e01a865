namespace ChatAspire.Network.Execution;

/// <summary>An error that the user can act on. It is printed without a stack trace, and the process exits with code 2.</summary>
/// <param name="hint">The next thing to try, one sentence or command; null if there is none.</param>
public class UserErrorException(string message, string? hint = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The next thing to try, one sentence or command; null if there is none.</summary>
    public string? Hint { get; } = hint;
}
