namespace ChatAspire.Lab.Images;

/// <summary>The source tree that this program was built from.</summary>
internal static class Repository
{
    /// <summary>The directory of <c>ChatAspire.sln</c>; null for an installed program.</summary>
    public static string? Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>The script that makes images where no registry is reachable; it comes with an installed program too.</summary>
    public static string LabImages { get; } = Path.Combine(Root ?? AppContext.BaseDirectory, "eng", "lab-images");

    private static string? Find(DirectoryInfo? directory) =>
        directory is null || File.Exists(Path.Combine(directory.FullName, "ChatAspire.sln")) ? directory?.FullName : Find(directory.Parent);
}
