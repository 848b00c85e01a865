using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Local;

/// <summary>
/// The SSH keys of a local lab: the user's key, and a host key for each host. Host keys are generated here, so that they are known
/// before the first connection. Keys are saved only when they are first sent to a host, so that viewing a plan writes nothing.
/// </summary>
internal sealed class LocalKeys(LabDirectory directory)
{
    private const string UserFile = "id_ed25519";

    private readonly Dictionary<string, SshKeyPair> _pairs = [];

    public string UserKeyPath => directory.File(UserFile);

    public SshKeyPair User => Pair(UserFile);

    public SshKeyPair Host(string host) => Pair(HostFile(host));

    /// <summary>Returns true if the user's key and this host's key are saved, that is, were sent to the host before.</summary>
    public bool Stand(string host) => Kept(UserFile) is not null && Kept(HostFile(host)) is not null;

    /// <summary>
    /// Returns a host's private key as command input: the saved file, or a new key, which is saved before it is sent.
    /// </summary>
    public CommandInput HostPrivateKey(string host) => Stand(host)
        ? CommandInput.File(directory.File(HostFile(host)))
        : CommandInput.OfSecret(new NamedSecret(HostFile(host), Host(host).PrivateKey), () =>
        {
            Keep(UserFile);
            Keep(HostFile(host));
        });

    private static string HostFile(string host) => $"{host}.key";

    private SshKeyPair Pair(string file)
    {
        lock (_pairs)
        {
            if (!_pairs.TryGetValue(file, out var pair))
            {
                pair = Kept(file) ?? SshKeyPair.Create($"chatlab-{file}");
                _pairs[file] = pair;
            }

            return pair;
        }
    }

    /// <summary>Loads a saved pair; null if it is missing or damaged.</summary>
    private SshKeyPair? Kept(string file) =>
        directory.Read(file) is { } privateKey
            && directory.Read($"{file}.pub") is { } publicKey
            && new SshKeyPair(privateKey, publicKey.Trim()) is { IsValid: true } pair
            ? pair
            : null;

    private void Keep(string file)
    {
        var pair = Pair(file);
        lock (_pairs)
        {
            directory.Write($"{file}.pub", pair.PublicKey + "\n");
            directory.Write(file, pair.PrivateKey);
        }
    }
}
