using System.Net;

namespace ChatAspire.Network.Execution;

/// <summary>How a host is reached over SSH.</summary>
/// <param name="Address">As seen from this machine, with the SSH port.</param>
/// <param name="User">Root: the lab's commands change the host's network.</param>
/// <param name="PrivateKeyPath">An OpenSSH or PEM private key without passphrase, mode 0600.</param>
/// <param name="HostKey">The one host key accepted, as in known_hosts: <c>ssh-ed25519 AAAA…</c>.</param>
public sealed record SshEndpoint(IPEndPoint Address, string User, string PrivateKeyPath, string HostKey)
{
    /// <summary>What sets the keys right when host or key is refused.</summary>
    public string KeyHint { get; init; } = "run `down`, then `up`";
}
