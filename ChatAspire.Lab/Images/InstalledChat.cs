using ChatAspire.Lab.Steps;

namespace ChatAspire.Lab.Images;

/// <summary>
/// The chat installed with chatlab: <c>chat/portable-0123456789abcdef.tar</c> beside the program, and also
/// <c>chat/linux-x64-….tar</c> if the machine that built the package could link native programs.
/// </summary>
internal sealed class InstalledChat : IChatSource
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "chat");

    private readonly bool _isNative;
    private readonly string _why;

    private InstalledChat(string context, bool isNative, string why) => (Context, _isNative, _why) = (context, isNative, why);

    // eng/publish ends the file's name with a hash of the content.
    public string Version => Path.GetFileNameWithoutExtension(Context).Split('-')[^1];

    public string Context { get; }

    public Step Published => new()
    {
        Title = ChatSource.Title(_isNative),
        Section = "3-6",
        Why = _why,
        Probe = (_, _) => Task.FromResult(Finding.Satisfied()),
    };

    /// <summary>Finds the native chat if the hosts can run it and it was installed, else the portable one.</summary>
    /// <param name="obstacle">The reason why the hosts get no native program; null if they may get one.</param>
    /// <returns>The chat; null if none was installed with chatlab.</returns>
    public static InstalledChat? Find(string? obstacle)
    {
        if (!Directory.Exists(Folder))
        {
            return null;
        }

        if (obstacle is null && Of(NativeToolchain.Rid) is { } native)
        {
            return new InstalledChat(
                native, isNative: true, "A native program that came with chatlab: the hosts need no SDK, and the chat no .NET runtime.");
        }

        return Of(ChatSource.Portable) is { } portable
            ? new InstalledChat(
                portable, isNative: false,
                "It came with chatlab, so that the hosts need no SDK. It is not native: "
                    + $"{obstacle ?? $"none came for {NativeToolchain.Rid}"}.")
            : null;
    }

    private static string? Of(string kind) => Directory.EnumerateFiles(Folder, $"{kind}-*.tar").FirstOrDefault();
}
