using System.Text.RegularExpressions;
using ChatAspire.Network.Execution;
using ChatAspire.Testing;

namespace ChatAspire.RealHosts.Tests.Console;

/// <summary>The AppHost of somebody else, in a folder of its own, with the packages from a feed of its own.</summary>
[Collection(nameof(MachineLab))]
public sealed partial class PackageTests : IDisposable
{
    private static readonly TimeSpan BuildTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RunningTimeout = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("chatlab-apphost-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_AppHost_with_the_package_walks_between_its_two_containers()
    {
        Assert.SkipUnless(FullRun.IsOn, "packs, restores and builds; eng/test --full runs it.");
        var image = (await ShellAsync(
            """
            cd "$1"
            if docker pull -q redis:8 2> /dev/null; then exit; fi
            bash eng/lab-images redis >&2
            echo chataspire/redis
            """,
            Repository.Root)).Trim();
        await BuildAsync();
        await using var appHost = await LabAppHost.StartAsync(
            Path.Combine(_folder, "app", "TwoContainers.csproj"), [], new() { ["RedisImage"] = image });
        await appHost.UntilStateAsync("primary", "Running", RunningTimeout);
        await appHost.UntilStateAsync("replica", "Running", RunningTimeout);
        var (primary, replica) = (await ContainerAsync("primary"), await ContainerAsync("replica"));

        var (exitCode, output) = await appHost.AspireAsync("resource", "machine", "walk", "--from", replica, "--to", $"{primary}:6379");

        Assert.True(exitCode == 0, output);
        Assert.Contains($"eth0 of {replica}", output, StringComparison.Ordinal);
        Assert.Contains($"eth0 of {primary}", output, StringComparison.Ordinal);
        Assert.Contains("connected, then closed", output, StringComparison.Ordinal);
        Assert.Contains("all arrived", output, StringComparison.Ordinal);
        var spans = await AspireCli.SpansAsync(appHost.Dashboard, TraceUrl().Match(output).Groups[1].Value);
        Assert.Contains(spans, span => span.Name.Contains($"eth0 of {primary}", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Packs the packages to a feed, and builds the example in the folder, with a package folder of its own for them.</summary>
    private Task<string> BuildAsync() => ShellAsync(
        """
        set -e
        cd "$1"
        for library in Network Lab Hosting.Lab; do
            dotnet pack "ChatAspire.$library" -c Release -o "$2/feed" --artifacts-path "$2/work" --nologo -v q
        done
        cp -r tests/examples/TwoContainers "$2/app"
        cd "$2/app"
        cat > nuget.config <<CONFIG
        <configuration>
          <config><add key="globalPackagesFolder" value="packages" /></config>
          <packageSources><add key="feed" value="../feed" /></packageSources>
          <fallbackPackageFolders><add key="machine" value="$3" /></fallbackPackageFolders>
        </configuration>
        CONFIG
        dotnet build TwoContainers.csproj --nologo -v q
        """,
        Repository.Root,
        _folder,
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"));

    /// <summary>The name that Aspire gave to the container of a resource.</summary>
    private static async Task<string> ContainerAsync(string resource) => (await LabHome.Machine.RunAsync(
        new HostCommand("docker", "ps", "--filter", $"name=^{resource}-", "--format", "{{.Names}}"), Cancellation)).Check().Output.Trim();

    private static async Task<string> ShellAsync(string script, params string[] arguments) => (await LabHome.Machine.RunAsync(
        HostCommand.Shell(script, arguments).WithTimeout(BuildTimeout), Cancellation)).Check().Output;

    [GeneratedRegex(@"http://localhost:15777/traces/detail/(\w+)")]
    private static partial Regex TraceUrl();
}
