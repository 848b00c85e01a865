using System.Runtime.CompilerServices;

namespace ChatAspire.Provisioner.Tests;

/// <summary>
/// What people read, compared with what was reviewed: <c>Snapshots/NAME</c>. After a wanted change, set
/// <c>UPDATE_SNAPSHOTS=1</c>, run the tests, and review the difference.
/// </summary>
internal static class Snapshot
{
    public static void Matches(string text, string name)
    {
        var path = Path.Combine(Folder(), name);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.ReadAllText(path), text);
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Snapshots");
}
