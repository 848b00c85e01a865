using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ChatAspire.Lab.Images;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Local;

/// <summary>
/// The image of a local host, built on this machine from the Dockerfile in the host-image folder beside the program. All labs share
/// it, so <c>down</c> does not remove it.
/// </summary>
internal sealed partial class HostImage
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "host-image");

    private readonly string _base;

    /// <summary>The Debian release that eng/lab-images builds if the base cannot be pulled; null unless the base is Debian slim.</summary>
    private readonly string? _release;

    /// <summary>The base image's name on this machine: <c>chataspire/debian:RELEASE</c> if it can be built, else as in lab.json.</summary>
    private readonly string _local;

    public HostImage(ImagesSpec images)
    {
        _base = images.Host;
        _release = DebianSlim().Match(_base) is { Success: true } debian ? debian.Groups["release"].Value : null;
        _local = _release is null ? _base : $"chataspire/debian:{_release}";
        Name = $"chataspire/host:{Convert.ToHexStringLower(SHA256.HashData(
            [
                .. Encoding.UTF8.GetBytes(_base),
                .. Directory.EnumerateFiles(Folder).Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes),
            ]))[..12]}";
    }

    /// <summary>
    /// The image's name, <c>chataspire/host:HASH</c>. The hash covers the base image's name and the files in the host-image folder.
    /// </summary>
    public string Name { get; }

    /// <summary>Returns the steps that pull or build the base image, and build the host image on it.</summary>
    /// <param name="check">A check of the image that was just built; a problem that it returns blocks the step. Null for no check.</param>
    public IReadOnlyList<Step> Steps(Func<ICommandRunner, CancellationToken, Task<IReadOnlyList<Problem>>>? check = null) =>
    [
        new Step
        {
            Title = $"Base image {_local}",
            Why = $"The base image of the hosts. Pulled as {_base}; where no registry is reachable, it is built from Debian's packages.",
            Probe = (machine, cancellation) => IsHereAsync(machine, _local, cancellation),
            Apply = [Fetch.WithTimeout(TimeSpan.FromMinutes(10))],
            Hint = "Check the name ($.images.host in lab.json), and that its registry is reachable.",
        },
        new Step
        {
            Title = $"Host image {Name}",
            Why = "SSH, a Docker Engine and the network tools on that base.",
            Probe = Checked(check),
            Apply =
            [
                new HostCommand(
                    "docker", "build", "-q", "-t", Name, "--build-arg", $"BASE={_local}", "--label", "chataspire.image=host", Folder)
                    .WithTimeout(TimeSpan.FromMinutes(10)),
            ],
        },
    ];

    /// <summary>A command that succeeds if the image exists.</summary>
    public HostCommand Inspect => InspectOf(Name);

    private HostCommand Fetch => _release is null
        ? new HostCommand("docker", "pull", "-q", _base)
        : HostCommand.Shell(
            """{ docker pull -q "$1" && docker tag "$1" "$2"; } || exec bash "$3" "debian:$4" """.TrimEnd(),
            _base, _local, Repository.LabImages, _release);

    private static HostCommand InspectOf(string image) => new("docker", "image", "inspect", "-f", "{{.Id}}", image);

    private static async Task<Finding> IsHereAsync(ICommandRunner machine, string image, CancellationToken cancellation) =>
        (await machine.RunAsync(InspectOf(image), cancellation)).Succeeded
            ? Finding.Satisfied()
            : Finding.Missing($"there is no {image}");

    /// <summary>Creates a probe for the image, which also runs the check if its previous call did not find the image.</summary>
    private Func<ICommandRunner, CancellationToken, Task<Finding>> Checked(
        Func<ICommandRunner, CancellationToken, Task<IReadOnlyList<Problem>>>? check)
    {
        var isNew = false;
        return async (machine, cancellation) =>
        {
            var finding = await IsHereAsync(machine, Name, cancellation);
            var found = isNew && check is not null ? await check(machine, cancellation) : [];
            isNew = finding.State == StepState.Missing;
            return found is []
                ? finding
                : Finding.Blocked(
                    string.Join('\n', found.Select(problem => problem.What)),
                    string.Join('\n', found.Select(problem => problem.Hint)));
        };
    }

    [GeneratedRegex(@"\Adebian:(?<release>[a-z]+)-slim\z")]
    private static partial Regex DebianSlim();
}
