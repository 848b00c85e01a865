using System.Text.RegularExpressions;
using ChatAspire.Network.Execution;
using ChatAspire.Testing;

namespace ChatAspire.RealHosts.Tests;

/// <summary>
/// Chatlab as it is installed: the native program on a PATH without dotnet, and the .NET tool, neither with the repository
/// beside it. The tool creates a whole lab with CHATASPIRE_FULL=1; else it reads the one that the native program created.
/// </summary>
[Collection(nameof(InstalledPrograms))]
public sealed partial class InstalledTests(InstalledPrograms programs)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Native_program_is_one_file_with_what_it_needs()
    {
        string[] files =
        [
            .. Directory.EnumerateFiles(programs.NativeFolder, "*", SearchOption.AllDirectories)
                .Select(file => Hash().Replace(Path.GetRelativePath(programs.NativeFolder, file), "HASH")).Order(StringComparer.Ordinal),
        ];

        Assert.Equal(
            [
                "chat/linux-x64-HASH.tar", "chat/portable-HASH.tar", "chatlab", "eng/lab-images", "host-image/Dockerfile",
                "host-image/lab-host", "lab.json", "lab.schema.json",
            ],
            files);
    }

    [Fact]
    public async Task Native_program_prints_its_version_without_DotNet()
    {
        var dotnet = await LabHome.Machine.RunAsync(
            HostCommand.Shell("""PATH=$1; command -v dotnet""", programs.WithoutDotnet["PATH"]), Cancellation);
        Assert.False(dotnet.Succeeded, dotnet.Output);

        var version = await InEmptyFolderAsync(
            Path.Combine(programs.NativeFolder, "chatlab"), programs.WithoutDotnet["PATH"], "--version");
        Assert.Matches(Version(), version.Check().Output);
    }

    [Fact]
    public async Task Native_program_creates_a_lab_with_the_native_chat()
    {
        Assert.Contains("this machine: The chat, published (native)", programs.FirstUp.Steps("satisfied"));
        Assert.Equal("/app/ChatAspire.Web\n", await ProgramAsync("host-a", "chat-a"));
        Assert.Equal("/app/ChatAspire.Web\n", await ProgramAsync("host-b", "chat-b"));
    }

    [Fact]
    public async Task Native_program_walks_a_packet_through_the_tunnel()
    {
        var walk = (await programs.Native.RunAsync(programs.WithoutDotnet, "walk", "chat-b", "redis")).EnsureSuccess();

        Assert.Contains("VNI 10", walk.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tool_prints_its_version() =>
        Assert.Matches(Version(), (await ToolInEmptyFolderAsync("--version")).Check().Output);

    /// <summary>The lab is the one that comes with the tool: there is no lab.json in the folder.</summary>
    [Fact]
    public async Task Tool_prints_the_scripts_of_its_own_lab()
    {
        var scripts = (await ToolInEmptyFolderAsync("up", "--dry-run")).Check().Output;

        Assert.Contains("chatlab-host-b", scripts, StringComparison.Ordinal);
        Assert.Contains("The chat, published (native)", scripts, StringComparison.Ordinal);
        Assert.DoesNotContain(Repository.Root, scripts, StringComparison.Ordinal);
    }

    /// <summary>The images that the native program built are those that the tool wants: both carry the same chat.</summary>
    [Fact]
    public async Task Tool_finds_the_lab_of_the_native_program_complete() =>
        (await programs.WriteLab(programs.Name, programs.Tool).RunAsync("status")).EnsureSuccess();

    [Fact]
    public async Task Tool_creates_a_lab()
    {
        Assert.SkipUnless(FullRun.IsOn, "eng/test --full runs it; here the tool reads the native program's lab only");
        var lab = programs.WriteLab($"{LabHome.Prefix}-tool", programs.Tool);
        await programs.ChangeEngineAsync(async () =>
        {
            try
            {
                (await lab.RunAsync("up")).EnsureSuccess();
                (await lab.RunAsync("walk", "chat-b", "redis")).EnsureSuccess();
            }
            finally
            {
                (await lab.RunAsync("down")).EnsureSuccess();
            }
        });
    }

    private Task<string> ProgramAsync(string host, string container) =>
        LabFixture.OnHostAsync(programs.Name, host, $"docker inspect -f '{{{{.Path}}}}' {container}");

    private Task<CommandResult> ToolInEmptyFolderAsync(params string[] arguments) =>
        InEmptyFolderAsync(programs.Tool, Environment.GetEnvironmentVariable("PATH")!, arguments);

    private Task<CommandResult> InEmptyFolderAsync(string program, string path, params string[] arguments) => LabHome.Machine.RunAsync(
        HostCommand.Shell(
            """cd "$1"; export PATH="$2"; shift 2; exec "$@" """.TrimEnd(), [programs.Empty, path, program, .. arguments]),
        Cancellation);

    [GeneratedRegex("[0-9a-f]{16}")]
    private static partial Regex Hash();

    [GeneratedRegex(@"\A\d+\.\d+\.\d+\n\z")]
    private static partial Regex Version();
}
