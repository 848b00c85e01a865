using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Images;

/// <summary>
/// Creates the steps that bring images to hosts. An image on this machine's engine is copied; a missing one is pulled from a
/// registry, or, for local hosts, replaced by a substitute built here.
/// </summary>
internal static class ImageSteps
{
    private static readonly TimeSpan PullTimeout = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Returns the steps for hosts that are containers on this machine: this machine's engine obtains each image once, and the image
    /// is copied from there to the engine of every host.
    /// </summary>
    /// <param name="container">Returns the name of a host's container.</param>
    public static IReadOnlyList<Phase> ThroughLocalEngine(IReadOnlyList<HostImages> wanted, Func<HostImages, string> container) =>
    [
        new("images", [new HostSteps(LocalMachine.LocalName, LocalMachine.LocalName,
            [.. wanted.SelectMany(host => host.Images).Distinct().Select(Available)])]),
        new("images to hosts",
            [.. wanted.Select(host => new HostSteps(host.Host.Name, LocalMachine.LocalName, [Copied(host, container(host))]))]),
    ];

    /// <summary>
    /// Returns the steps for remote hosts: an image that this machine's engine has for the host's architecture is sent over SSH; the host
    /// pulls any other image.
    /// </summary>
    public static IReadOnlyList<Phase> OverSsh(IReadOnlyList<HostImages> wanted) =>
        [new("images to hosts",
            [.. wanted.Select(host => new HostSteps(host.Host.Name, host.Host.Name, [.. host.Images.Select(SentOrPulled)]))])];

    private static Step Available(LabImage image) => new()
    {
        Title = $"Image {image.Reference} on this machine",
        Section = "3-6",
        Why = "Pulled once for all hosts. Where no registry is reachable, eng/lab-images makes a substitute from Debian's packages.",
        Probe = Step.Ask(
            HostCommand.Shell(
                """docker image inspect "$1" >/dev/null 2>&1 || docker image inspect "$2" >/dev/null""", image.Reference, image.Substitute),
            result => result.Succeeded ? Finding.Satisfied() : Finding.Missing($"this machine's engine has no image {image.Reference}")),
        Apply =
        [
            (image.HasSubstitute
                ? HostCommand.Shell(
                    """docker pull -q "$1" || bash "$2" "$3" """.TrimEnd(), image.Reference, Repository.LabImages, image.Role)
                : new HostCommand("docker", "pull", "-q", image.Reference)).WithTimeout(PullTimeout),
        ],
        Hint = image.Hint,
    };

    private static Step Copied(HostImages host, string container)
    {
        string[] pairs = [.. host.Images.SelectMany(image => new[] { image.Reference, image.Substitute })];
        return new Step
        {
            Title = $"Images {string.Join(", ", host.Images.Select(image => image.Reference))}",
            Section = "3-6",
            Why = "The host's own engine needs them. All are sent together, so that shared layers are sent once.",
            Probe = Step.Ask(
                new HostCommand("docker", ["exec", container, "docker", "image", "inspect", "-f", "{{.Id}}",
                    .. host.Images.Select(image => image.Reference)]),
                result => result.Succeeded ? Finding.Satisfied() : Finding.Missing(result.Error.Trim())),
            Apply =
            [
                // The arguments after the container are pairs: an image's reference and the name of its substitute.
                HostCommand.Shell(
                    """
                    set -e
                    host=$1; shift
                    saved='' tags=''
                    while [ $# -gt 0 ]; do
                        from=$1
                        docker image inspect "$from" >/dev/null 2>&1 || from=$2
                        saved="$saved $from" tags="$tags $from $1"
                        shift 2
                    done
                    docker save $saved | docker exec -i "$host" docker load -q
                    set -- $tags
                    while [ $# -gt 0 ]; do
                        [ "$1" = "$2" ] || docker exec "$host" docker tag "$1" "$2"
                        shift 2
                    done
                    """,
                    [container, .. pairs]),
            ],
        };
    }

    private static Step SentOrPulled(LabImage image) => new()
    {
        Title = $"Image {image.Reference}",
        Section = "3-6",
        Why = "Sent from this machine if it has the image, so that a lab needs no registry; otherwise pulled by the host.",
        Probe = async (host, cancellation) =>
        {
            if ((await host.RunAsync(Inspect(image.Reference), cancellation)).Succeeded)
            {
                return Finding.Satisfied();
            }

            var architecture = (await host.RunAsync(new HostCommand("docker", "version", "-f", "{{.Server.Arch}}"), cancellation))
                .Output.Trim();
            return await NameHereAsync(image, architecture, cancellation) is { } here
                ? Finding.Drifted($"this machine has it as {here}",
                    new HostCommand("docker", "load", "-q")
                    {
                        Input = CommandInput.FromStream(() =>
                        new SavedImage(here), $"{image.Role}.tar"),
                        Timeout = PullTimeout
                    },
                    new HostCommand("docker", "tag", here, image.Reference))
                : Finding.Missing($"neither the host nor this machine has an image for {architecture}");
        },
        Apply = [new HostCommand("docker", "pull", "-q", image.Reference).WithTimeout(PullTimeout)],
        Hint = image.Hint,
    };

    /// <summary>Searches this machine's engine for an image or its substitute.</summary>
    /// <param name="architecture">
    /// The host's architecture as Docker names it: <c>amd64</c>. A host can load an image for another architecture, but not run it.
    /// </param>
    /// <returns>The name found; null if there is no such image, or the docker command failed to run.</returns>
    private static async Task<string?> NameHereAsync(LabImage image, string architecture, CancellationToken cancellation)
    {
        await using var machine = new LocalMachine();
        foreach (var name in new[] { image.Reference, image.Substitute })
        {
            try
            {
                if ((await machine.RunAsync(Inspect(name, "{{.Architecture}}"), cancellation)) is { Succeeded: true } found
                    && found.Output.Trim() == architecture)
                {
                    return name;
                }
            }
            catch (CommandFailedException)
            {
                return null;
            }
        }

        return null;
    }

    private static HostCommand Inspect(string image, string format = "{{.Id}}") => new("docker", "image", "inspect", "-f", format, image);
}
