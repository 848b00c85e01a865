using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Local;

/// <summary>
/// The keys of a local lab: the user's key, and one per host, generated here so that it is pinned before the first
/// connection. They are saved when first sent to a host, so viewing a plan writes nothing.
/// </summary>
internal sealed class LocalKeys(LabDirectory directory)
{
    private const string UserFile = "id_ed25519";

    private readonly Dictionary<string, SshKeyPair> _pairs = [];

    public string UserKeyPath => directory.File(UserFile);

    public SshKeyPair User => Pair(UserFile);

    public SshKeyPair Host(string host) => Pair(HostFile(host));

    /// <summary>Returns true if the keys were sent to a host before and are still saved.</summary>
    public bool Stand(string host) => Kept(UserFile) is not null && Kept(HostFile(host)) is not null;

    /// <summary>Returns a host's private key as command input: the saved file, or a new key if there is none.</summary>
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

    /// <summary>Loads a saved pair; null if it is missing or damaged, in which case a new pair replaces it.</summary>
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
