using System.Runtime.CompilerServices;

namespace ChatAspire.Tests.Shared;

/// <summary>
/// Compares output with a reviewed snapshot, <c>Snapshots/NAME</c>. After an intended change, run the tests with
/// <c>UPDATE_SNAPSHOTS=1</c> and review the difference.
/// </summary>
internal static class Snapshot
{
    public static void Matches(string text, string name, [CallerFilePath] string test = "")
    {
        var path = Path.Combine(Folder(Path.GetDirectoryName(test)!), name);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.ReadAllText(path), text);
    }

    private static string Folder(string directory) => Path.Combine(directory, "Snapshots") is var folder && Directory.Exists(folder)
        ? folder
        : Folder(Path.GetDirectoryName(directory) ?? throw new DirectoryNotFoundException("No folder Snapshots above the test."));
}
