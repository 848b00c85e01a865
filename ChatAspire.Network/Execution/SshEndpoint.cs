using System.Net;

namespace ChatAspire.Network.Execution;

/// <summary>The address and keys of a host reached over SSH.</summary>
/// <param name="Address">The address as seen from this machine, with the SSH port.</param>
/// <param name="User">Root, if commands are to change the host's network.</param>
/// <param name="PrivateKeyPath">An OpenSSH or PEM private key without passphrase, mode 0600.</param>
/// <param name="HostKey">The one host key accepted, as in known_hosts: <c>ssh-ed25519 AAAA…</c>.</param>
public sealed record SshEndpoint(IPEndPoint Address, string User, string PrivateKeyPath, string HostKey)
{
    /// <summary>The command that repairs the keys, for the error shown when the host or the key is refused.</summary>
    public string KeyHint { get; init; } = "run `down`, then `up`";
}
