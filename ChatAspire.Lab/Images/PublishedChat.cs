using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Images;

/// <summary>
/// The chat's published files: the program, its page and a Dockerfile, as a Docker build context. They come with an
/// installed chatlab, or are published from the source tree.
/// </summary>
/// <param name="IsNative">True for a native program, false for one that runs on the base image's .NET runtime.</param>
/// <param name="Hash">Of everything that the files are made of.</param>
/// <param name="Context">The path of the tar file.</param>
internal sealed record PublishedChat(bool IsNative, string Hash, string Context)
{
    /// <summary>The environment variable that selects the framework-dependent chat where a native one could run.</summary>
    public const string KindVariable = "CHATLAB_CHAT";

    /// <summary>The kind that runs on a .NET runtime of any architecture.</summary>
    public const string Portable = "portable";

    /// <summary>Where the files come from and why they are of this kind, for the reader of <c>up --explain</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>The command that writes <see cref="Context"/>; null where it comes with the program.</summary>
    public HostCommand? Publish { get; init; }

    /// <summary>Finds the files for the hosts of a lab.</summary>
    /// <param name="areLocal">True for hosts that are containers on this machine, which run what is linked here.</param>
    /// <exception cref="UserErrorException">There is neither a published chat beside the program nor the source tree.</exception>
    public static PublishedChat Find(bool areLocal) => InstalledChat.Find(areLocal) ?? SourceChat.Find(areLocal) ?? throw new UserErrorException(
        "The chat is not beside this program, neither published nor as source, so its image cannot be built.",
        "Install chatlab as docs/install.md says, or run it from the repository.");

    /// <summary>The reason why the hosts get no native program; null where they may.</summary>
    /// <exception cref="UserErrorException">The variable has another value than <c>portable</c>.</exception>
    public static string? PortableReason(bool areLocal) => Environment.GetEnvironmentVariable(KindVariable) switch
    {
        null or "" => areLocal ? null : "the hosts may have another architecture",
        Portable => $"{KindVariable} is {Portable}",
        var other => throw new UserErrorException($"{KindVariable}={other}: expected {Portable}, or no value.", $"unset {KindVariable}"),
    };
}
