using System.Security.Cryptography;
using System.Text;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Images;

/// <summary>The chat that is published from the source tree: as a native program where this machine can link one.</summary>
internal static class SourceChat
{
    private static readonly string[] Folders = ["ChatAspire.Web", "ChatAspire.ServiceDefaults", "ChatAspire.Lab/Images/ChatImage"];
    private static readonly TimeSpan PublishTimeout = TimeSpan.FromMinutes(10);

    /// <returns>Null where the program is not in its source tree.</returns>
    public static PublishedChat? Find(bool areLocal)
    {
        if (Repository.Root is not { } root)
        {
            return null;
        }

        var obstacle = PublishedChat.PortableReason(areLocal) ?? NativeToolchain.Obstacle;
        var kind = obstacle is null ? NativeToolchain.Rid : PublishedChat.Portable;
        var hash = Hash(root, kind);
        var context = Path.Combine(root, "artifacts", "chat-app", $"{hash}.tar");
        return new PublishedChat(obstacle is null, hash, context)
        {
            Reason = obstacle is null
                ? "Compiled to a native program once, here: the hosts need no SDK and the chat no .NET runtime."
                : $"Compiled once, here: the hosts need no SDK. It is not native: {obstacle}.",
            Publish = new HostCommand(Path.Combine(root, "eng", "publish-chat"), kind, context).WithTimeout(PublishTimeout),
        };
    }

    private static string Hash(string root, string kind)
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
