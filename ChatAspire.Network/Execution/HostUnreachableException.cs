namespace ChatAspire.Network.Execution;

/// <summary>A host does not answer, or presents another host key than the pinned one.</summary>
/// <param name="hint">The next thing to try, one sentence or command; null if there is none.</param>
public sealed class HostUnreachableException(string message, string? hint = null, Exception? inner = null)
    : UserErrorException(message, hint, inner)
{
    /// <summary>True if the host answered with another host key than the pinned one; retrying cannot help.</summary>
    public bool HostKeyMismatch { get; init; }
}
