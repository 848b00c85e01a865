using ChatAspire.Testing;

namespace ChatAspire.RealHosts.Tests.Lessons;

/// <summary>
/// Compares a document generated from a lab with the committed one in <c>docs/</c>. After an intended change, set
/// <c>CHATASPIRE_UPDATE_DOCS=1</c>, run the tests, and review the difference.
/// </summary>
internal static class CommittedDocument
{
    /// <summary>Skips the comparison on images other than those of eng/lab-images, whose tools print other things.</summary>
    public static async Task SkipOnOtherImagesAsync(LabFixture lab)
    {
        var made = await lab.OnHostAsync(
            "host-a",
            "docker image inspect -f '{{index .Config.Labels \"chataspire.image\"}}' "
            + "alpine:latest mcr.microsoft.com/dotnet/aspnet:10.0 || true");
        Assert.SkipUnless(made.Trim() == "test\ndotnet",
            $"the document was generated, but is compared only on images of eng/lab-images; this lab has others ({made.Trim()})");
    }

    /// <param name="file">Its path under <c>docs</c>.</param>
    /// <param name="plain">Removes what differs between runs.</param>
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
