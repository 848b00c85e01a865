using ChatAspire.Testing;

namespace ChatAspire.RealHosts.Tests.Lessons;

/// <summary>
/// What a lab makes for <c>docs/</c>, compared with what is there. After a wanted change, set
/// <c>CHATASPIRE_UPDATE_DOCS=1</c>, run the tests, and review the difference.
/// </summary>
internal static class CommittedDocument
{
    /// <summary>The committed documents are made where eng/lab-images makes the images: others' tools print other things.</summary>
    public static async Task SkipOnOtherImagesAsync(LabFixture lab)
    {
        var made = await lab.OnHostAsync("host-a", "docker image inspect -f '{{index .Config.Labels \"chataspire.image\"}}' alpine:latest mcr.microsoft.com/dotnet/aspnet:10.0 || true");
        Assert.SkipUnless(made.Trim() == "test\ndotnet", $"it was made; documents are compared on images of eng/lab-images only, here are others ({made.Trim()})");
    }

    /// <param name="file">Below <c>docs</c>.</param>
    /// <param name="plain">Leaves out what differs from run to run.</param>
    public static void Compare(LabFixture lab, string made, string file, Func<string, string> plain)
    {
        var path = Path.Combine(Repository.Root, "docs", file);
        var named = made.Replace(lab.Name, "chatlab", StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("CHATASPIRE_UPDATE_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, named);
        }

        Assert.Equal(plain(File.ReadAllText(path)), plain(named));
    }
}
