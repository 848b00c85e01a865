namespace ChatAspire.Lab.Images;

/// <summary>
/// The published chat beside an installed program: <c>chat/portable-0123456789abcdef.tar</c>, and
/// <c>chat/linux-x64-….tar</c> if the machine that built the program could link it.
/// </summary>
internal static class InstalledChat
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "chat");

    /// <summary>Finds the native chat where the hosts run it, else the portable one.</summary>
    /// <returns>Null where no chat was installed with the program.</returns>
    public static PublishedChat? Find(bool areLocal)
    {
        if (!Directory.Exists(Folder))
        {
            return null;
        }

        var (native, portable) = (Of(NativeToolchain.Rid), Of(PublishedChat.Portable));
        var reason = PublishedChat.PortableReason(areLocal);
        if (native is not null && reason is null)
        {
            return Create(isNative: true, native, "A native program, which came with chatlab: the hosts need no SDK and the chat no .NET runtime.");
        }

        return portable is null ? null : Create(
            isNative: false, portable, $"It came with chatlab, so the hosts need no SDK. It is not native: {reason ?? $"none came for {NativeToolchain.Rid}"}.");
    }

    private static string? Of(string kind) => Directory.EnumerateFiles(Folder, $"{kind}-*.tar").Order(StringComparer.Ordinal).LastOrDefault();

    private static PublishedChat Create(bool isNative, string path, string reason) =>
        new(isNative, Path.GetFileNameWithoutExtension(path).Split('-')[^1], path) { Reason = reason };
}
