namespace ChatAspire.Network.Execution;

/// <summary>
/// A host does not answer, refuses the user's key, or presents a host key other than a pinned one; or the connection was lost.
/// </summary>
/// <param name="hint">The next thing to try, one sentence or command; null if there is none.</param>
public sealed class HostUnreachableException(string message, string? hint = null, Exception? inner = null)
    : UserErrorException(message, hint, inner)
{
    /// <summary>True if the host presented a key other than a pinned one; retrying cannot help.</summary>
    public bool HostKeyMismatch { get; init; }
}
