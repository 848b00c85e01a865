namespace ChatAspire.Lab.Images;

/// <summary>The source tree that contains this program's build output, if any.</summary>
internal static class Repository
{
    /// <summary>The directory that contains <c>ChatAspire.sln</c>; null for an installed program.</summary>
    public static string? Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>The path of the script that builds images if no registry is reachable; an installed program includes it too.</summary>
    public static string LabImages { get; } = Path.Combine(Root ?? AppContext.BaseDirectory, "eng", "lab-images");

    private static string? Find(DirectoryInfo? directory) =>
        directory is null || File.Exists(Path.Combine(directory.FullName, "ChatAspire.sln")) ? directory?.FullName : Find(directory.Parent);
}
