using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Local;

/// <summary>Checks this machine's prerequisites for local hosts without changing anything.</summary>
internal static class LocalPreflight
{
    private const string Start = "Install and start Docker (Debian, Ubuntu: apt-get install docker.io), or Docker Desktop. "
        + "Without an init system: eng/dockerd.";

    /// <summary>The free disk space, in bytes, that two hosts need for their images and unpacked layers: 4 GiB.</summary>
    private const long NeededDiskBytes = 4L << 30;

    public static async Task<IReadOnlyList<Problem>> ProblemsAsync(ICommandRunner machine, LabSpec spec, CancellationToken cancellation)
    {
        if (await EngineProblemAsync(machine, cancellation) is { } problem)
        {
            return [problem]; // the other checks need the engine
        }

        var engine = await EngineFacts.ReadAsync(machine, cancellation);
        Problem[] kept = [.. CapabilityProblems(engine), .. UserProblems(engine)]; // with these, the check in a container would fail too
        return [.. DiskProblems(engine), .. kept is [] ? await HostCheck.BeforeUpAsync(machine, spec, engine, cancellation) : kept];
    }

    /// <summary>Returns the reason why there is no usable Docker Engine; null if the engine responds and runs Linux containers.</summary>
    public static async Task<Problem?> EngineProblemAsync(ICommandRunner machine, CancellationToken cancellation)
    {
        try
        {
            var os = await machine.RunAsync(
                new HostCommand("docker", "version", "-f", "{{.Server.Os}}").WithTimeout(TimeSpan.FromSeconds(20)), cancellation);
            return !os.Succeeded ? NoAnswer(os.Error.Trim())
                : os.Output.Trim() == "linux" ? null
                : new Problem(
                    $"The Docker Engine runs {os.Output.Trim()} containers; the lab's are Linux.",
                    "Switch Docker Desktop to Linux containers.");
        }
        catch (CommandFailedException e)
        {
            return new Problem($"The docker command failed: {e.Message}", Start);
        }
    }

    private static Problem NoAnswer(string error) =>
        error.Contains("permission denied while trying to connect", StringComparison.OrdinalIgnoreCase)
            ? new Problem(
                $"The Docker Engine refuses {Environment.UserName}: {error}",
                $"Join its group: `sudo usermod -aG docker {Environment.UserName}`, then log in again. "
                + "A lab created with `sudo` belongs to root: use `sudo` for it.")
            : new Problem($"No Docker Engine answers: {error}", Start);

    private static IEnumerable<Problem> DiskProblems(EngineFacts engine)
    {
        if (engine.IsHere && new DriveInfo(engine.DockerRootDir).AvailableFreeSpace is < NeededDiskBytes and var free)
        {
            yield return new Problem(
                $"{engine.DockerRootDir} has {free >> 20} MiB free; the lab needs {NeededDiskBytes >> 20}.",
                "Free some: docker system df shows the space of images and volumes.");
        }
    }

    private static IEnumerable<Problem> CapabilityProblems(EngineFacts engine)
    {
        string[] needed = ["NET_ADMIN", "NET_RAW", "SYS_ADMIN", "MKNOD"];
        return needed.Intersect(engine.Missing).Select(capability => new Problem(
            $"Capability {capability} is missing; a Docker Engine in a container needs it.",
            $"Run chatlab on the host itself, or add the capability to this container (--cap-add {capability})."));
    }

    private static IEnumerable<Problem> UserProblems(EngineFacts engine)
    {
        if (engine.Has("rootless"))
        {
            yield return new Problem("The Docker Engine is rootless; a host needs the machine's root for the engine that runs in it.",
                "Use the machine's engine: sudo systemctl start docker, then docker context use default (DOCKER_HOST unset).");
        }

        if (engine.Has("userns"))
        {
            yield return new Problem(
                "The Docker Engine maps its containers' root to another user (userns-remap); "
                + "a host needs the machine's root for the engine that runs in it.",
                "Remove userns-remap from /etc/docker/daemon.json and restart the engine, or use another engine (DOCKER_HOST).");
        }
    }
}
