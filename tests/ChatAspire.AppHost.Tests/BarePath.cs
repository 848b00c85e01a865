namespace ChatAspire.AppHost.Tests;

/// <summary>A PATH with the .NET SDK and nothing else: no npm, no Docker.</summary>
internal sealed class BarePath : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chat-path-");

    public BarePath() => File.CreateSymbolicLink(System.IO.Path.Combine(Path, "dotnet"), Dotnet());

    public string Path => _folder.FullName;

    /// <summary>Adds a script.</summary>
    public void Add(string name, string script)
    {
        var file = System.IO.Path.Combine(Path, name);
        File.WriteAllText(file, script);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Dotnet() => Environment.GetEnvironmentVariable("PATH")!.Split(System.IO.Path.PathSeparator)
        .Select(folder => System.IO.Path.Combine(folder, "dotnet"))
        .First(File.Exists);
}
