using System.Text.Json.Nodes;
using ChatAspire.Network.Execution;
using ChatAspire.Testing;

namespace ChatAspire.RealHosts.Tests;

/// <summary>
/// The native program and the .NET tool that eng/publish makes, each installed into an empty folder outside the repository,
/// with a lab that the native program created.
/// </summary>
public sealed class InstalledPrograms(LabHome home) : IAsyncLifetime
{
    private static readonly TimeSpan PublishTimeout = TimeSpan.FromMinutes(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("chatlab-installed-").FullName;

    /// <summary>The lab's name.</summary>
    public string Name { get; } = $"{LabHome.Prefix}-installed";

    /// <summary>The folder of the native program.</summary>
    public string NativeFolder => Path.Combine(_folder, "chatlab-linux-x64");

    /// <summary>The environment of the native program: every program of this machine but dotnet, and no .NET settings.</summary>
    public Dictionary<string, string> WithoutDotnet => new()
    {
        ["PATH"] = Path.Combine(_folder, "programs"),
        ["DOTNET_ROOT"] = "",
        ["HOME"] = Path.Combine(_folder, "home"),
    };

    /// <summary>An empty folder, to run a program in.</summary>
    public string Empty => Path.Combine(_folder, "empty");

    /// <summary>The path of the .NET tool.</summary>
    public string Tool => Path.Combine(_folder, "tool", "chatlab");

    /// <summary>The native program, for the lab.</summary>
    public Chatlab Native { get; private set; } = null!;

    /// <summary>The result of the <c>up</c> that created the lab.</summary>
    public Ran FirstUp { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (!Requirements.Met(this, home))
        {
            return;
        }

        if (Repository.PublishedChatlab is null)
        {
            var publish = new HostCommand(Path.Combine(Repository.Root, "eng", "publish")).WithTimeout(PublishTimeout);
            (await LabHome.Machine.RunAsync(publish, default)).Check();
        }

        var published = Path.Combine(Repository.Root, "artifacts", "publish");
        if (!Requirements.Met(
            this, File.Exists(Path.Combine(published, "chatlab-linux-x64.tar.gz")),
            "eng/publish made no native program; its header says what it needs"))
        {
            return;
        }

        (await LabHome.Machine.RunAsync(
            HostCommand.Shell(
                """
                set -e
                cd "$1"
                tar -xzf "$2/chatlab-linux-x64.tar.gz"
                mkdir programs home empty tool packages
                ln -s /usr/bin/* /usr/sbin/* programs/ 2>/dev/null || true
                rm -f programs/dotnet
                # Of a package folder of its own: an earlier package of the same version is not taken for this one.
                NUGET_PACKAGES="$1/packages" dotnet tool install chatlab --tool-path "$1/tool" --add-source "$2" > tool.log 2>&1 \
                    || { cat tool.log >&2; exit 1; }
                """,
                _folder, published).WithTimeout(PublishTimeout),
            default)).Check();
        Native = WriteLab(Name, Path.Combine(NativeFolder, "chatlab"));
        await home.ChangeEngineAsync(async () =>
        {
            await Native.RunAsync(WithoutDotnet, "down");
            FirstUp = (await Native.RunAsync(WithoutDotnet, "up", "--json")).EnsureSuccess();
        });
    }

    /// <summary>Writes a lab file: the one that came with the native program, under another name.</summary>
    public Chatlab WriteLab(string name, string program)
    {
        var lab = JsonNode.Parse(File.ReadAllText(Path.Combine(NativeFolder, "lab.json")))!;
        lab["name"] = name;
        File.WriteAllText(home.FileOf(name), lab.ToJsonString());
        return new Chatlab(home.FileOf(name), home.Path, program);
    }

    /// <summary>Creates or removes a lab.</summary>
    public Task ChangeEngineAsync(Func<Task> change) => home.ChangeEngineAsync(change);

    public async ValueTask DisposeAsync()
    {
        if (Native is not null)
        {
            await home.ChangeEngineAsync(async () => (await Native.RunAsync(WithoutDotnet, "down")).EnsureSuccess());
            Assert.Empty((await LabHome.Machine.RunAsync(
                new HostCommand("docker", "ps", "-aq", "--filter", $"label=chatlab.lab={Name}"), CancellationToken.None)).Check().Output);
        }

        Directory.Delete(_folder, recursive: true);
    }
}
