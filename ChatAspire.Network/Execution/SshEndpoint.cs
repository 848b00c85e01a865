using System.Net;

namespace ChatAspire.Network.Execution;

/// <summary>The address and keys of a host reached over SSH.</summary>
/// <param name="Address">The address as seen from this machine, with the SSH port.</param>
/// <param name="User">The user to log in as: root if commands change the host's network.</param>
/// <param name="PrivateKeyPath">An OpenSSH or PEM private key without passphrase, mode 0600.</param>
/// <param name="HostKey">
/// The pinned host key, in the form of authorized_keys: <c>ssh-ed25519 AAAA…</c>. No other key is accepted, except
/// <see cref="NextHostKey"/>.
/// </param>
public sealed record SshEndpoint(IPEndPoint Address, string User, string PrivateKeyPath, string HostKey)
{
    /// <summary>A second accepted key of the same algorithm, while the host's key is being replaced; else null.</summary>
    public string? NextHostKey { get; init; }

    /// <summary>The next thing to try if a host key or the client key is refused, for the error message.</summary>
    public string KeyHint { get; init; } = "run `down`, then `up`";

    /// <summary>The accepted keys.</summary>
    public IEnumerable<string> HostKeys => NextHostKey is null ? [HostKey] : [HostKey, NextHostKey];

    /// <summary>Returns true if the host may present this key.</summary>
    /// <param name="key">The key in base64, without the algorithm: <c>AAAA…</c>.</param>
    internal bool Accepts(string key) => HostKeys.Any(accepted => accepted.Split(' ')[1] == key);
}
