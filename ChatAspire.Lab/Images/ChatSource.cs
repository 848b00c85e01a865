using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Images;

/// <summary>Chooses the source of the chat's published files, and their kind: native, or portable (needs a .NET runtime).</summary>
internal static class ChatSource
{
    /// <summary>The environment variable that selects the portable chat even if the native one could run.</summary>
    public const string KindVariable = "CHATLAB_CHAT";

    /// <summary>The value of <see cref="KindVariable"/> for the chat that runs on the .NET runtime of any architecture.</summary>
    public const string Portable = "portable";

    /// <summary>Returns the chat installed beside chatlab, else the one compiled from the source tree.</summary>
    /// <param name="areLocal">True if the hosts are containers on this machine, and so can run programs linked here.</param>
    /// <exception cref="UserErrorException">No chat was found, or <see cref="KindVariable"/> has an unknown value.</exception>
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

    /// <summary>Returns the title of the step that provides the files.</summary>
    public static string Title(bool isNative) => $"The chat, published ({(isNative ? "native" : Portable)})";

    /// <summary>Returns the reason why the hosts get no native program; null if they may get one.</summary>
    private static string? Obstacle(bool areLocal) => Environment.GetEnvironmentVariable(KindVariable) switch
    {
        null or "" => areLocal ? null : "the hosts may have another architecture",
        Portable => $"{KindVariable} is {Portable}",
        var other => throw new UserErrorException(
            $"{KindVariable}={other}: expected {Portable}, or no value.", $"Run: unset {KindVariable}"),
    };
}
