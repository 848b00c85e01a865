using System.Net;

namespace ChatAspire.Network.Execution;

/// <summary>The address and keys of a host reached over SSH.</summary>
/// <param name="Address">The address as seen from this machine, with the SSH port.</param>
/// <param name="User">Root, if commands are to change the host's network.</param>
/// <param name="PrivateKeyPath">An OpenSSH or PEM private key without passphrase, mode 0600.</param>
/// <param name="HostKey">
/// The host key, as in known_hosts: <c>ssh-ed25519 AAAA…</c>. No other is accepted, except <see cref="NextHostKey"/>.
/// </param>
public sealed record SshEndpoint(IPEndPoint Address, string User, string PrivateKeyPath, string HostKey)
{
    /// <summary>A second accepted key of the same algorithm, while the host's key is being replaced; else null.</summary>
    public string? NextHostKey { get; init; }

    /// <summary>The command that repairs the keys, for the error shown when the host or the key is refused.</summary>
    public string KeyHint { get; init; } = "run `down`, then `up`";

    /// <summary>The accepted keys.</summary>
    public IEnumerable<string> HostKeys => NextHostKey is null ? [HostKey] : [HostKey, NextHostKey];

    /// <summary>Returns true for a key that the host may present.</summary>
    /// <param name="key">The second word of a line of known_hosts: <c>AAAA…</c>.</param>
    internal bool Accepts(string key) => HostKeys.Any(accepted => accepted.Split(' ')[1] == key);
}
