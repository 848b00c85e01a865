using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.RandomFaults;

/// <summary>Builds the chat from its sources with one line replaced, in a folder of its own.</summary>
internal static class SabotagedChat
{
    private const string Project = "ChatAspire.Web";
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(10);

    /// <param name="file">The source file, in the project's folder.</param>
    /// <param name="line">A line of it, which it has once, without its indentation.</param>
    /// <returns>The built program.</returns>
    public static async Task<string> BuildAsync(string file, string line, string replacement)
    {
        var folder = Path.Combine(Repository.Root, "artifacts", "sabotage");
        var lines = await File.ReadAllLinesAsync(Path.Combine(Repository.Root, Project, file), TestContext.Current.CancellationToken);
        var at = Assert.Single(lines.Index(), l => l.Item.Trim() == line).Index;
        lines[at] = replacement;
        Directory.CreateDirectory(folder);
        var copy = Path.Combine(folder, Path.GetFileName(file));
        await File.WriteAllLinesAsync(copy, lines, TestContext.Current.CancellationToken);
        var targets = Path.Combine(folder, "sabotage.targets");
        await File.WriteAllTextAsync(
            targets,
            $"""
            <Project>
              <ItemGroup Condition="'$(MSBuildProjectName)' == '{Project}'">
                <Compile Remove="{file}" />
                <Compile Include="{copy}" />
              </ItemGroup>
            </Project>
            """,
            TestContext.Current.CancellationToken);

        await using var build = ChildProcess.Start(
            "dotnet",
            [
                "build", Path.Combine(Project, $"{Project}.csproj"), "--nologo", "-v", "q", "--artifacts-path", folder,
                $"-p:CustomAfterMicrosoftCommonTargets={targets}",
            ],
            workingDirectory: Repository.Root);
        Assert.True(await build.WaitForExitAsync(BuildLimit) == 0, build.Output);
        return Path.Combine(folder, "bin", Project, "debug", Project);
    }
}
