using System.Security.Cryptography;
using ChatAspire.Provisioner.Remote;
using ChatAspire.Provisioner.Steps;

namespace ChatAspire.Provisioner.Hosts.Local;

/// <summary>
/// The image of a local host, built on this machine from the Dockerfile beside this file. It is a cache that labs
/// share: <c>down</c> leaves it.
/// </summary>
internal static class HostImage
{
    public const string Name = "chataspire/host";
    private const string BaseName = "chataspire/debian";
    private const string PublicBase = "debian:bookworm-slim";
    private const string VersionLabel = "chatlab.host-image";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "host-image");

    /// <summary>What is in the image: another Dockerfile is another version.</summary>
    public static string Version { get; } = Convert.ToHexStringLower(SHA256.HashData(
        [.. Directory.EnumerateFiles(Folder).Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes)]))[..12];

    public static IReadOnlyList<Step> Steps() =>
    [
        new Step
        {
            Title = $"Base image {BaseName}",
            Why = $"Hosts are Debian. Pulled as {PublicBase}; where no registry is reachable, made from Debian's packages.",
            Probe = Step.Ask(new Command("docker", "image", "inspect", "-f", "{{.Id}}", BaseName), result =>
                result.Succeeded ? Finding.Satisfied() : Finding.Missing($"there is no {BaseName}")),
            Apply =
            [
                Command.Shell(
                    """{ docker pull -q "$1" && docker tag "$1" "$2"; } 2>/dev/null || exec "$3" debian""",
                    PublicBase, BaseName, Path.Combine(AppContext.BaseDirectory, "eng", "lab-images")).Within(TimeSpan.FromMinutes(10)),
            ],
        },
        new Step
        {
            Title = $"Host image {Name}",
            Why = "SSH, a Docker Engine and the network tools on that base.",
            Probe = Step.Ask(new Command("docker", "image", "inspect", "-f", $$$"""{{index .Config.Labels "{{{VersionLabel}}}"}}""", Name), result =>
                !result.Succeeded ? Finding.Missing($"there is no {Name}")
                : result.Output.Trim() == Version ? Finding.Satisfied()
                : Finding.Differs("it was built from another Dockerfile: built anew", Build)),
            Apply = [Build],
        },
    ];

    private static Command Build => new Command(
        "docker", "build", "-q", "-t", Name, "--build-arg", $"BASE={BaseName}", "--label", $"{VersionLabel}={Version}", "--label", "chataspire.image=host", Folder)
        .Within(TimeSpan.FromMinutes(10));
}
