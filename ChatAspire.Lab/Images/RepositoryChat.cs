using System.Security.Cryptography;
using System.Text;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Images;

/// <summary>The chat as published from the source tree, once per version of the source.</summary>
internal sealed class RepositoryChat : IChatSource
{
    private static readonly string[] Folders = ["ChatAspire.Web", "ChatAspire.ServiceDefaults", "ChatAspire.Lab/Images/ChatImage"];
    private static readonly TimeSpan PublishTimeout = TimeSpan.FromMinutes(10);

    private readonly string _root;

    /// <param name="root">The directory of <c>ChatAspire.sln</c>.</param>
    public RepositoryChat(string root)
    {
        _root = root;
        Version = HashOfSource(root);
        Context = Path.Combine(root, "artifacts", "chat-app", $"{Version}.tar");
    }

    public string Version { get; }

    public string Context { get; }

    public Step Published => new()
    {
        Title = "The chat, published",
        Section = "3-6",
        Why = "Compiled once on this machine, so that the hosts need no SDK.",
        Probe = (_, _) => Task.FromResult(File.Exists(Context) ? Finding.Satisfied() : Finding.Missing("this source is not published yet")),
        Apply =
        [
            HostCommand.Shell(
                """
                set -e
                work=$2.$$ # A folder of its own, apart from other runs of `up` and from the user's builds.
                mkdir -p "$work"
                trap 'rm -rf "$work"' EXIT
                trap 'exit 143' HUP INT TERM
                dotnet publish "$1/ChatAspire.Web" -c Release -o "$work/image/app" --artifacts-path "$work/build" \
                    --nologo -v q -p:UseAppHost=false
                cp "$1/ChatAspire.Lab/Images/ChatImage/Dockerfile" "$work/image/"
                tar -C "$work/image" -cf "$work/image.tar" .
                mv "$work/image.tar" "$2"
                """,
                _root, Context).WithTimeout(PublishTimeout),
        ],
    };

    private static string HashOfSource(string root)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var files = Folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(root, "Directory.*.props"))
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
