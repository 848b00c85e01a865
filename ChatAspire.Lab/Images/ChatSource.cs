using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Images;

/// <summary>Chooses the source of the chat's published files.</summary>
internal static class ChatSource
{
    /// <exception cref="UserErrorException">There is none.</exception>
    public static IChatSource Find() => Repository.Root is { } root
        ? new RepositoryChat(root)
        : throw new UserErrorException("The chat's source is not beside this program, so its image cannot be built.",
            "Run chatlab from the repository.");
}
