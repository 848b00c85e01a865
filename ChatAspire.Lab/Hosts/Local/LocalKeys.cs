using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Local;

/// <summary>
/// The keys of a local lab: ours, and one for each host, made by us so that it is pinned before the first connection.
/// Kept when first sent to a host, so that looking at a plan writes nothing.
/// </summary>
internal sealed class LocalKeys(LabDirectory directory)
{
    private const string UserFile = "id_ed25519";

    private readonly Dictionary<string, SshKeyPair> _pairs = [];

    public string UserKeyPath => directory.File(UserFile);

    public SshKeyPair User => Pair(UserFile);

    public SshKeyPair Host(string host) => Pair(HostFile(host));

    /// <summary>Whether the keys were sent to a host before, and are still here.</summary>
    public bool Stand(string host) => Kept(UserFile) is not null && Kept(HostFile(host)) is not null;

    /// <summary>The private half, for a command to read. A script that is printed has the file, or a new key where there is none yet.</summary>
    public CommandInput HostPrivateKey(string host) => Stand(host)
        ? CommandInput.File(directory.File(HostFile(host)))
        : CommandInput.SavedSecret(Host(host).PrivateKey, () =>
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

    /// <summary>Null also where what is kept is damaged: a new pair takes its place.</summary>
    private SshKeyPair? Kept(string file) =>
        directory.Read(file) is { } privateKey && directory.Read($"{file}.pub") is { } publicKey && new SshKeyPair(privateKey, publicKey.Trim()) is { IsValid: true } pair
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
