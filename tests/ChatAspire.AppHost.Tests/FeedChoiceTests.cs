using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using ChatAspire.Testing;

namespace ChatAspire.AppHost.Tests;

/// <summary>The first restore of a fresh clone, with a feed that has Aspire and with one that has not; packages of the same names stand in for the real ones.</summary>
public sealed class FeedChoiceTests : IDisposable
{
    private const string Version = "13.5.2";
    private static readonly string[] ProjectFiles = [".csproj", ".props", ".targets"];
    private static readonly string Rid = $"linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    private readonly string _folder = Directory.CreateTempSubdirectory("chataspire-feed-").FullName;

    private string Clone => Path.Combine(_folder, "clone");

    private string Feed => Path.Combine(_folder, "feed");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_feed_with_Aspire_gives_its_sdk_and_its_packages()
    {
        CopyProjectFiles();
        MakeAspirePackages();

        await DotnetAsync("restore", "ChatAspire.AppHost");

        Assert.Equal("packages", Finding());
        Assert.Superset(
            new HashSet<string> { $"Aspire.Hosting.AppHost/{Version}", $"Aspire.Dashboard.Sdk.{Rid}/{Version}", $"Aspire.Hosting.Orchestration.{Rid}/{Version}" },
            Libraries("ChatAspire.AppHost"));
        Assert.Contains($"Aspire.StackExchange.Redis/{Version}", Libraries("ChatAspire.Web"));
        Assert.Equal("true", (await DotnetAsync("msbuild", "ChatAspire.AppHost", "-getProperty:IsAspireHost")).Trim());
    }

    [Fact]
    public async Task A_feed_without_Aspire_gives_the_stand_in()
    {
        CopyProjectFiles();

        await DotnetAsync("restore", "ChatAspire.AppHost");

        Assert.Equal("stand-in", Finding());
        Assert.DoesNotContain(Libraries("ChatAspire.AppHost"), library => library.StartsWith("Aspire.", StringComparison.Ordinal));
        Assert.Contains("DistributedApplication.cs", await DotnetAsync("msbuild", "ChatAspire.AppHost", "-getItem:Compile"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_property_overrides_the_finding()
    {
        CopyProjectFiles();

        var asked = await DotnetAsync("msbuild", "ChatAspire.Web", "-p:AspireFeed=packages", "-getItem:PackageReference");

        Assert.Contains("Aspire.StackExchange.Redis", asked, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(Clone, "artifacts")));
    }

    private static IEnumerable<string> Tracked(string folder) =>
        Directory.EnumerateFiles(folder).Where(file => ProjectFiles.Contains(Path.GetExtension(file)) || Path.GetFileName(file) == "global.json")
            .Concat(Directory.EnumerateDirectories(folder)
                .Where(sub => Path.GetFileName(sub) is not ("bin" or "obj" or "artifacts" or "tests") && !Path.GetFileName(sub).StartsWith('.'))
                .SelectMany(Tracked));

    private void CopyProjectFiles()
    {
        foreach (var file in Tracked(Repository.Root))
        {
            var copy = Path.Combine(Clone, Path.GetRelativePath(Repository.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        // Sources are globbed: one of the stand-in's is enough to be seen.
        const string Source = "eng/aspire-stand-in/Aspire.Hosting/DistributedApplication.cs";
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Clone, Source))!);
        File.Copy(Path.Combine(Repository.Root, Source), Path.Combine(Clone, Source));

        Directory.CreateDirectory(Feed);
        File.WriteAllText(Path.Combine(Clone, "nuget.config"),
            $"""<configuration><packageSources><clear /><add key="test" value="{Feed}" /></packageSources></configuration>""");
    }

    private void MakeAspirePackages()
    {
        MakePackage("Aspire.AppHost.Sdk",
            ("Sdk/Sdk.props", "<Project><PropertyGroup><IsAspireHost>true</IsAspireHost></PropertyGroup></Project>"),
            ("Sdk/Sdk.targets", "<Project />"));
        MakePackage("Aspire.Hosting.AppHost");
        MakePackage($"Aspire.Dashboard.Sdk.{Rid}");
        MakePackage($"Aspire.Hosting.Orchestration.{Rid}");
        MakePackage("Aspire.StackExchange.Redis");
    }

    private void MakePackage(string id, params (string Path, string Text)[] files)
    {
        using var package = ZipFile.Open(Path.Combine(Feed, $"{id}.{Version}.nupkg"), ZipArchiveMode.Create);
        foreach (var (path, text) in files.Append(($"{id}.nuspec",
            $"<package><metadata><id>{id}</id><version>{Version}</version><authors>test</authors><description>test</description></metadata></package>")))
        {
            using var writer = new StreamWriter(package.CreateEntry(path).Open());
            writer.Write(text);
        }
    }

    private string Finding() => File.ReadAllText(Path.Combine(Clone, "artifacts", $"aspire-{Version}.feed")).Trim();

    private HashSet<string> Libraries(string project)
    {
        using var assets = JsonDocument.Parse(File.ReadAllText(Path.Combine(Clone, project, "obj", "project.assets.json")));
        return [.. assets.RootElement.GetProperty("libraries").EnumerateObject().Select(library => library.Name)];
    }

    // The user's own package folder is read, and never written to: the false packages must not stay there.
    private async Task<string> DotnetAsync(params string[] arguments)
    {
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await using var dotnet = ChildProcess.Start("dotnet", arguments, new Dictionary<string, string?>
        {
            ["NUGET_PACKAGES"] = Path.Combine(_folder, "packages"),
            ["NUGET_FALLBACK_PACKAGES"] = packages,
        }, Clone);
        var exitCode = await dotnet.WaitForExitAsync(TimeSpan.FromMinutes(2));
        return exitCode == 0 ? dotnet.Output : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} ended with {exitCode}: {dotnet.Output}");
    }
}
