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
    /// The label with the fingerprint of the settings that the container was created from; a different value means a different
    /// container.
    /// </summary>
    private const string WantedLabel = "chatlab.wanted";

    /// <summary>The probe's exit code for a container whose file of secrets is missing.</summary>
    private const int FileMissing = 3;

    public required string Name { get; init; }

    /// <summary>The step's title: the container with its address.</summary>
    public required string Title { get; init; }

    public required string Why { get; init; }

    public required string Network { get; init; }

    public required string Address { get; init; }

    /// <summary>The id of the user that runs the program and owns the file; not root.</summary>
    public required int User { get; init; }

    /// <summary>The file's content.</summary>
    public required string Secret { get; init; }

    /// <summary>The file's path in the container.</summary>
    public required string SecretPath { get; init; }

    /// <summary>Further options of <c>docker run</c>: environment, ports, volumes, entry point.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    public required string Image { get; init; }

    /// <summary>The version of an <see cref="Image"/> whose name stays the same when its content changes.</summary>
    public string ImageVersion { get; init; } = "";

    /// <summary>The arguments of the program.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <param name="lab">The lab's label.</param>
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
            // A volume is removed with its host only, to keep the data.
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
