using System.Globalization;
using System.Text.RegularExpressions;
using ChatAspire.Lab.Images;
using ChatAspire.Network.Execution;

namespace ChatAspire.AppHost;

/// <summary>Checks the Docker CLI and engine, and pulls the Redis image if it is missing.</summary>
/// <remarks>These checks come before the start, because Aspire waits forever for a container that cannot start.</remarks>
internal static partial class ContainerRuntime
{
    private const int OldestClient = 25; // DCP, Aspire's orchestrator, uses options that older Docker CLIs lack
    private static readonly TimeSpan VersionTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PullTimeout = TimeSpan.FromMinutes(15);

    /// <summary>Pulls the image if neither it nor its substitute is present; returns the name under which the engine has it.</summary>
    /// <exception cref="CannotStartException">Docker is missing or too old, no engine answers, or the image cannot be pulled.</exception>
    public static async Task<string> ImageAsync(ICommandRunner machine, LabImage image)
    {
        try
        {
            await CheckVersionAsync(machine);
            foreach (var name in new[] { image.Reference, image.Substitute })
            {
                if ((await RunAsync(machine, VersionTimeout, "image", "inspect", name)).Succeeded)
                {
                    return name;
                }
            }

            Console.WriteLine($"Pulling {image.Reference} …");
            var pull = await RunAsync(machine, PullTimeout, "pull", "-q", image.Reference);
            return pull.Succeeded ? image.Reference : throw new CannotStartException(
                $"Image {image.Reference} cannot be pulled: {pull.Error.Trim()}{Environment.NewLine}"
                + $"  → Correct $.images.{image.Role} in lab.json"
                + (image.HasSubstitute ? $", or build an equivalent: eng/lab-images {image.Role}" : ""));
        }
        catch (CommandFailedException e)
        {
            throw new CannotStartException(
                $"--redis container needs Docker: {e.Message}{Environment.NewLine}  → Install Docker, or remove --redis.");
        }
    }

    private static async Task CheckVersionAsync(ICommandRunner machine)
    {
        // Docker version 28.2.2, build e6534b4
        var client = (await RunAsync(machine, VersionTimeout, "--version")).Output.Trim();
        var major = MajorVersion().Match(client).Value;
        if (major.Length == 0 || int.Parse(major, CultureInfo.InvariantCulture) < OldestClient)
        {
            throw new CannotStartException(
                $"--redis container needs a Docker CLI of version {OldestClient} or later; found: {client}. "
                + "Upgrade the CLI (the engine may stay), or remove --redis.");
        }

        var engine = await RunAsync(machine, VersionTimeout, "version", "-f", "{{.Server.Version}}");
        if (!engine.Succeeded)
        {
            throw new CannotStartException(
                $"No Docker Engine answers: {engine.Error.Trim()}{Environment.NewLine}  → Start Docker, or remove --redis.");
        }
    }

    private static Task<CommandResult> RunAsync(ICommandRunner machine, TimeSpan timeout, params string[] arguments) =>
        machine.RunAsync(new HostCommand("docker", arguments).WithTimeout(timeout), CancellationToken.None);

    [GeneratedRegex(@"(?<=Docker version )\d+")]
    private static partial Regex MajorVersion();
}
