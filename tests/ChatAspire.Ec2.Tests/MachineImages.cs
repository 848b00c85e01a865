using System.Collections.Concurrent;
using System.Security.Cryptography;
using ChatAspire.FakeEc2;
using ChatAspire.Lab.Hosts.Local;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Ec2.Tests;

/// <summary>The container images behind EC2's images, one for each release of Debian; each is built once.</summary>
internal sealed class MachineImages
{
    private static readonly string Files = Path.Combine(AppContext.BaseDirectory, "boot-image");

    /// <summary>Far longer than a build takes, also beside builds of others: nothing else waits for it.</summary>
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(30);

    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _images = new(StringComparer.Ordinal);

    /// <summary>Builds the image, unless it is present, and returns its name.</summary>
    public Task<string> OfAsync(MachineImage image) =>
        _images.GetOrAdd(Release(image.Name), release => new(() => MakeAsync(release))).Value;

    // debian-13-amd64-20261012-2264
    private static string Release(string name) => name.Split('-')[1] switch
    {
        "12" => "bookworm",
        "13" => "trixie",
        _ => throw new NotSupportedException($"no machine boots {name}"),
    };

    /// <summary>The image's name is derived from its content: another release or other files give another image.</summary>
    private static async Task<string> MakeAsync(string release)
    {
        var spec = LabSpec.Load(Path.Combine(Testing.Repository.Root, "lab.json"));
        var engine = new StepEngine(_ => { });
        engine.Add(HostMachines.Here);
        var baseImage = new HostImage(spec.Images with { Host = $"debian:{release}-slim" }).Steps()[0];
        await engine.ApplyAsync(
            new Phase("base image", [new HostSteps(HostMachines.Here.Name, HostMachines.Here.Name, [baseImage])]), default);

        var image = $"chataspire/ec2-boot:{release}-{Convert.ToHexStringLower(SHA256.HashData(
            [.. Directory.EnumerateFiles(Files).Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes)]))[..12]}";
        if (!(await HostMachines.Here.RunAsync(new HostCommand("docker", "image", "inspect", image), default)).Succeeded)
        {
            var build = new HostCommand("docker", "build", "-q", "-t", image, "--build-arg", $"BASE=chataspire/debian:{release}",
                "--label", "chataspire.image=ec2-boot", Files);
            (await HostMachines.Here.RunAsync(build.WithTimeout(BuildLimit), default)).Check();
        }

        return image;
    }
}
