using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using ChatAspire.Lab.Hosts.Local;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Ec2.Tests;

/// <summary>A container that boots user data with Debian's systemd as process 1 and Debian's cloud-init.</summary>
internal sealed class SystemdMachine : IAsyncDisposable
{
    private static readonly LocalMachine Here = new();
    private static readonly string Files = Path.Combine(AppContext.BaseDirectory, "boot-image");

    private readonly string _name = $"fake-ec2-boot-{Guid.NewGuid():N}";

    private SystemdMachine()
    {
    }

    /// <summary>Builds the image of a release of Debian, unless it is present, and starts a machine.</summary>
    /// <param name="release">The codename: <c>bookworm</c>.</param>
    public static async Task<SystemdMachine> StartAsync(string release, string userData)
    {
        var image = await MakeImageAsync(release);
        var engine = await EngineFacts.ReadAsync(Here, default);
        var machine = new SystemdMachine();
        try
        {
            await DockerAsync(
            [
                "create", "--name", machine._name, .. engine.Privileges,
                "--tmpfs", "/run", "--tmpfs", "/run/lock", "-v", "/var/lib/docker", image,
            ]);
            var seed = await SeedAsync(userData);
            var copy = new HostCommand("docker", "cp", "-", $"{machine._name}:/var/lib");
            (await Here.RunAsync(copy with { Input = CommandInput.FromStream(() => new MemoryStream(seed), "seed.tar") }, default)).Check();
            await DockerAsync(["start", machine._name]);
            return machine;
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a shell line on the machine.</summary>
    public Task<CommandResult> TryAsync(string line) =>
        Here.RunAsync(new HostCommand("docker", "exec", _name, "sh", "-c", line), TestContext.Current.CancellationToken);

    /// <summary>Runs a shell line that must succeed, and returns its output.</summary>
    public async Task<string> RunAsync(string line) => (await TryAsync(line)).Check().Output.Trim();

    /// <summary>Completes when the machine has powered itself off.</summary>
    public Task PoweredOffAsync(TimeSpan timeout) => DockerAsync(["wait", _name], timeout);

    public async ValueTask DisposeAsync() => await Here.RunAsync(new HostCommand("docker", "rm", "-fv", _name), default);

    /// <summary>The image's name, derived from its content: another release or other files give another image.</summary>
    private static async Task<string> MakeImageAsync(string release)
    {
        var spec = LabSpec.Load(Path.Combine(Testing.Repository.Root, "lab.json"));
        var engine = new StepEngine(_ => { });
        engine.Add(Here);
        var hostImage = new HostImage(spec.Images with { Host = $"debian:{release}-slim" });
        await engine.ApplyAsync(new Phase("base image", [new HostSteps(Here.Name, Here.Name, [hostImage.Steps()[0]])]), default);

        var image = $"chataspire/ec2-boot:{release}-{Convert.ToHexStringLower(SHA256.HashData(
            [.. Directory.EnumerateFiles(Files).Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes)]))[..12]}";
        if (!(await Here.RunAsync(new HostCommand("docker", "image", "inspect", image), default)).Succeeded)
        {
            string[] options = ["--build-arg", $"BASE=chataspire/debian:{release}", "--label", "chataspire.image=ec2-boot"];
            await DockerAsync(["build", "-q", "-t", image, .. options, Files], TimeSpan.FromMinutes(10));
        }

        return image;
    }

    /// <summary>The user data as the data source NoCloud reads it, byte for byte: a tar file for /var/lib.</summary>
    private static async Task<byte[]> SeedAsync(string userData)
    {
        var bytes = new MemoryStream();
        await using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            foreach (var (name, text) in new[] { ("user-data", userData), ("meta-data", "instance-id: i-0123456789abcdef0\n") })
            {
                var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, $"cloud/seed/nocloud/{name}") { DataStream = content });
            }
        }

        return bytes.ToArray();
    }

    private static async Task DockerAsync(IReadOnlyList<string> arguments, TimeSpan? timeout = null)
    {
        var command = new HostCommand("docker", arguments).WithTimeout(timeout ?? HostCommand.DefaultTimeout);
        (await Here.RunAsync(command, TestContext.Current.CancellationToken)).Check();
    }
}
