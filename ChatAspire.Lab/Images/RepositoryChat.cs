using System.Security.Cryptography;
using System.Text;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Images;

/// <summary>
/// The chat compiled and published from the source tree, once for each version of the source. It is a native program unless there
/// is an obstacle.
/// </summary>
internal sealed class RepositoryChat : IChatSource
{
    private static readonly string[] Folders = ["ChatAspire.Web", "ChatAspire.ServiceDefaults", "ChatAspire.Lab/Images/ChatImage"];
    private static readonly TimeSpan PublishTimeout = TimeSpan.FromMinutes(10);

    private readonly string _root;
    private readonly string? _obstacle;

    /// <summary>Hashes the source files; publishes nothing yet.</summary>
    /// <param name="root">The directory that contains <c>ChatAspire.sln</c>.</param>
    /// <param name="obstacle">The reason why the chat is not published as a native program; null if it is.</param>
    public RepositoryChat(string root, string? obstacle)
    {
        (_root, _obstacle) = (root, obstacle);
        Version = HashOfSource(root, Kind);
        Context = Path.Combine(root, "artifacts", "chat-app", $"{Version}.tar");
    }

    public string Version { get; }

    public string Context { get; }

    public Step Published => new()
    {
        Title = ChatSource.Title(_obstacle is null),
        Section = "3-6",
        Why = _obstacle is null
            ? "Compiled once on this machine, to a native program: the hosts need no SDK, and the chat no .NET runtime."
            : $"Compiled once on this machine, so that the hosts need no SDK. It is not native: {_obstacle}.",
        Probe = (_, _) => Task.FromResult(File.Exists(Context) ? Finding.Satisfied() : Finding.Missing("this source is not published yet")),
        Apply = [new HostCommand(Path.Combine(_root, "eng", "publish-chat"), Kind, Context).WithTimeout(PublishTimeout)],
    };

    /// <summary>The first argument of <c>eng/publish-chat</c>: a runtime identifier, or <c>portable</c>.</summary>
    private string Kind => _obstacle is null ? NativeToolchain.Rid : ChatSource.Portable;

    private static string HashOfSource(string root, string kind)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{kind}\n"));
        var files = Folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(root, "Directory.*.props"))
            .Append(Path.Combine(root, "eng", "publish-chat"))
            .Select(file => Path.GetRelativePath(root, file))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal);
        foreach (var file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{file}\n"));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(Path.Combine(root, file))));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
