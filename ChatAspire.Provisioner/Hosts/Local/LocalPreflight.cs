using ChatAspire.Provisioner.Remote;

namespace ChatAspire.Provisioner.Hosts.Local;

/// <summary>What local hosts need of this machine. Looks only.</summary>
internal static class LocalPreflight
{
    private const string Start = "Install and start Docker (Debian, Ubuntu: apt-get install docker.io), or Docker Desktop. Without an init system: eng/dockerd.";

    /// <summary>Two hosts' images with what they unpack.</summary>
    private const long NeededDiskBytes = 4L << 30;

    public static async Task<IReadOnlyList<Problem>> ProblemsAsync(IHost machine, CancellationToken cancellation)
    {
        if (await EngineProblemAsync(machine, cancellation) is { } problem)
        {
            return [problem]; // what follows asks the engine
        }

        var found = await Task.WhenAll(DiskProblemAsync(machine, cancellation), KernelProblemAsync(machine, cancellation));
        return [.. found.OfType<Problem>(), .. await CapabilityProblemsAsync(machine, cancellation)];
    }

    /// <summary>Why no engine of use answers; null where one does.</summary>
    public static async Task<Problem?> EngineProblemAsync(IHost machine, CancellationToken cancellation)
    {
        try
        {
            var os = await machine.RunAsync(new Command("docker", "version", "-f", "{{.Server.Os}}").Within(TimeSpan.FromSeconds(20)), cancellation);
            return !os.Succeeded ? NoAnswer(os.Error.Trim())
                : os.Output.Trim() == "linux" ? null
                : new Problem($"The Docker Engine runs {os.Output.Trim()} containers; the lab's are Linux.", "Switch Docker Desktop to Linux containers.");
        }
        catch (CommandFailedException e)
        {
            return new Problem($"The docker command does not work: {e.Message}", Start);
        }
    }

    private static Problem NoAnswer(string error) => error.Contains("permission denied while trying to connect", StringComparison.OrdinalIgnoreCase)
        ? new Problem($"The Docker Engine does not let {Environment.UserName} in: {error}",
            $"Join its group: `sudo usermod -aG docker {Environment.UserName}`, and log in anew. A lab that `sudo` made is root's: go on with `sudo`.")
        : new Problem($"No Docker Engine answers: {error}", Start);

    private static async Task<Problem?> DiskProblemAsync(IHost machine, CancellationToken cancellation)
    {
        var root = (await machine.RunAsync(new Command("docker", "info", "-f", "{{.DockerRootDir}}"), cancellation)).Check().Output.Trim();
        if (!Directory.Exists(root))
        {
            return null; // another machine's, or a virtual machine's
        }

        var free = new DriveInfo(root).AvailableFreeSpace;
        return free >= NeededDiskBytes
            ? null
            : new Problem($"{root} has {free >> 20} MiB free; the lab needs {NeededDiskBytes >> 20}.", "Free some: docker system df shows what images and volumes take.");
    }

    /// <summary>Makes one of each in a network namespace that ends with the command. Root only; others learn it from the step that fails.</summary>
    private static async Task<Problem?> KernelProblemAsync(IHost machine, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return null;
        }

        var made = await machine.RunAsync(Command.Shell(
            """
            for kind in "vxlan id 1 dstport 4789" bridge "veth peer name lab1"; do
              unshare --net ip link add lab0 type $kind || echo "${kind%% *}"
            done
            """), cancellation);
        return made.Lines.Count == 0
            ? null
            : new Problem($"The kernel has no {string.Join(", no ", made.Lines)} devices ({made.Error.Trim()}).", $"Load the modules: modprobe {string.Join(' ', made.Lines)}");
    }

    private static async Task<IReadOnlyList<Problem>> CapabilityProblemsAsync(IHost machine, CancellationToken cancellation)
    {
        var engine = await EngineFacts.ReadAsync(machine, cancellation);
        string[] needed = ["NET_ADMIN", "NET_RAW", "SYS_ADMIN", "MKNOD"];
        return [.. needed.Intersect(engine.Missing).Select(capability => new Problem(
            $"This machine lacks the capability {capability}, which a Docker Engine in a container needs.", "Run on the machine itself, or in a container that has it."))];
    }
}
