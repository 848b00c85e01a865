using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Images;

/// <summary>Chooses the source of the chat's published files, and their kind: a native program, or one for any .NET runtime.</summary>
internal static class ChatSource
{
    /// <summary>The environment variable that selects the portable chat where the native one could run.</summary>
    public const string KindVariable = "CHATLAB_CHAT";

    /// <summary>The value of <see cref="KindVariable"/> that selects the chat for the .NET runtime, on any architecture.</summary>
    public const string Portable = "portable";

    /// <param name="areLocal">True for hosts that are containers on this machine, which run what is linked here.</param>
    /// <exception cref="UserErrorException">There is none.</exception>
    public static IChatSource Find(bool areLocal)
    {
        var obstacle = Obstacle(areLocal);
        if (InstalledChat.Find(obstacle) is { } installed)
        {
            return installed;
        }

        return Repository.Root is { } root
            ? new RepositoryChat(root, obstacle ?? NativeToolchain.Obstacle)
            : throw new UserErrorException(
                "The chat is not beside this program, neither published nor as source, so its image cannot be built.",
                "Install chatlab as docs/install.md says, or run it from the repository.");
    }

    /// <summary>The title of the step that provides the files.</summary>
    public static string Title(bool isNative) => $"The chat, published ({(isNative ? "native" : Portable)})";

    /// <summary>The reason why the hosts of a lab get no native program; null where they may.</summary>
    private static string? Obstacle(bool areLocal) => Environment.GetEnvironmentVariable(KindVariable) switch
    {
        null or "" => areLocal ? null : "the hosts may have another architecture",
        Portable => $"{KindVariable} is {Portable}",
        var other => throw new UserErrorException(
            $"{KindVariable}={other}: expected {Portable}, or no value.", $"Run: unset {KindVariable}"),
    };
}
