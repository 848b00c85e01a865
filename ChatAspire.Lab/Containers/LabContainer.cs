using System.Security.Cryptography;
using System.Text;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Lab.Containers;

/// <summary>A container with a fixed address on the overlay, and a file of secrets that only its user can read.</summary>
internal sealed record LabContainer
{
    /// <summary>
    /// The label with a hash of the settings that the container was created from. A container with another value is recreated.
    /// </summary>
    private const string WantedLabel = "chatlab.wanted";

    /// <summary>The probe's exit code if the container exists but its file of secrets does not.</summary>
    private const int FileMissing = 3;

    public required string Name { get; init; }

    /// <summary>The title of the step: the container's name and address.</summary>
    public required string Title { get; init; }

    public required string Why { get; init; }

    public required string Network { get; init; }

    public required string Address { get; init; }

    /// <summary>The user and group id that the program runs as, and that owns the file of secrets; not root.</summary>
    public required int User { get; init; }

    /// <summary>The content of the file of secrets.</summary>
    public required string Secret { get; init; }

    /// <summary>The path at which the file of secrets is mounted in the container, read-only.</summary>
    public required string SecretPath { get; init; }

    /// <summary>Additional options of <c>docker run</c>: environment, ports, volumes, entry point.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    public required string Image { get; init; }

    /// <summary>The version of an <see cref="Image"/> that can change under the same name; empty for other images.</summary>
    public string ImageVersion { get; init; } = "";

    /// <summary>The arguments of the program.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Returns the step that writes the file of secrets on the host and runs the container.</summary>
    /// <param name="lab">The lab's label, <c>chatlab.lab=NAME</c>.</param>
    public Step ToStep(string lab)
    {
        var file = $"/etc/chatlab/{Name}";
        string[] rest =
        [
            "--net", Network, "--ip", Address, "--restart", "unless-stopped", "--user", $"{User}:{User}",
            "-v", $"{file}:{SecretPath}:ro", .. Options, Image, .. Arguments,
        ];
        var wanted = Fingerprint(rest);
        var write = HostCommand.Shell(
            """
            set -e
            umask 077
            mkdir -p /etc/chatlab
            # An engine that starts a container whose file is missing creates a directory of that name.
            [ ! -d "$1" ] || rm -r "$1"
            cat > "$1.part"
            chown "$2:$2" "$1.part"
            chmod 400 "$1.part"
            mv "$1.part" "$1"
            """,
            file, $"{User}").WithSecret(new($"{Name}.secret", Secret));
        var run = new HostCommand("docker", ["run", "-d", "--name", Name, "--label", lab, "--label", $"{WantedLabel}={wanted}", .. rest]);
        var remove = new HostCommand("docker", "rm", "-f", Name);
        var probe = HostCommand.Shell(
            """docker inspect --type container "$1" && { [ -f "$2" ] || exit $3; }""", Name, file, $"{FileMissing}");
        return new Step
        {
            Title = Title,
            Section = "3-6",
            Why = Why,
            Provides = Name,
            Probe = Step.Ask(probe, result => Read(result) switch
            {
                null => Finding.Missing($"container {Name} does not exist"),
                { } container when $"{LabLabel.Key}={container.Label(LabLabel.Key)}" != lab => Finding.Blocked(
                    $"a container named {Name} exists that does not belong to this lab", $"Remove it (docker rm -f {Name}), or rename it."),
                { } container when container.Label(WantedLabel) != wanted => Finding.Drifted(
                    "it was created from other settings", remove, write, run),
                _ when result.ExitCode == FileMissing => Finding.Drifted($"{file} is missing", remove, write, run),
                { State.Running: false } => Finding.Drifted("not running", new HostCommand("docker", "start", Name)),
                { State.Paused: true } => Finding.Drifted("paused", new HostCommand("docker", "unpause", Name)),
                { } container when container.AddressOn(Network) != Address => Finding.Drifted(
                    $"address {Address} is missing", remove, write, run),
                _ => Finding.Satisfied(),
            }),
            Apply = [write, run],
            // The container's volume is kept for its data; the volume is removed together with the host.
            Undo = [HostCommand.Shell(
                """
                ! docker inspect --type container "$1" >/dev/null 2>&1 || docker rm -f "$1"
                rm -f "$2"
                """,
                Name, file)],
        };
    }

    private string Fingerprint(IReadOnlyList<string> arguments) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [.. arguments, ImageVersion, Secret]))))[..16];

    private static DockerContainer? Read(CommandResult result) =>
        result.Succeeded || result.ExitCode == FileMissing ? DockerContainer.Parse(result)[0] : null;
}
