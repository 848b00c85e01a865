using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Hosts;

/// <summary>Decides whether a host can be inspected or walked as it is.</summary>
internal static class HostRefusal
{
    private static readonly (int, int) OldestEngine = (20, 10);

    /// <summary>Returns an error with the first reason why a host cannot be used; null if there is none.</summary>
    /// <param name="tools">The programs that the host must have.</param>
    public static UserErrorException? Of(HostAddress host, HostFacts facts, IReadOnlyList<HostTool> tools)
    {
        if (facts.Missing.Contains("docker"))
        {
            return new UserErrorException($"{host.Name}: there is no docker command, so no Docker Engine to look at.",
                "Name the host that runs it: --host ssh://[user@]host.");
        }

        if (facts.IsPodman)
        {
            return new UserErrorException(
                $"{host.Name}: podman answers in place of Docker, and connects containers in its own way (netavark).",
                "Use a host with Docker Engine.");
        }

        if (facts.Engine.Length == 0)
        {
            return new UserErrorException($"{host.Name}: no Docker Engine answers: {facts.EngineError}",
                $"Start it: {host.Shell}systemctl start docker. DOCKER_HOST must be unset: a walk needs the host's own engine.");
        }

        if (facts.IsRootless)
        {
            return new UserErrorException(
                $"{host.Name}: the Docker Engine is rootless: its networks are in a user's namespace, behind slirp4netns or pasta.",
                "Use an engine that runs as root (docker context use default).");
        }

        if (!facts.IsHere)
        {
            return new UserErrorException(
                $"{host.Name}: the Docker Engine runs elsewhere (another host, or a virtual machine such as Docker Desktop's).",
                "Name the machine that it runs on: --host ssh://[user@]host.");
        }

        return facts.Version is { } version && version.CompareTo(OldestEngine) < 0
            ? new UserErrorException($"{host.Name}: Docker Engine {facts.Engine} is too old.", "20.10 and later are supported.")
            : OfTools(host, facts, tools);
    }

    private static UserErrorException? OfTools(HostAddress host, HostFacts facts, IReadOnlyList<HostTool> tools)
    {
        List<HostTool> missing = [.. tools.Where(tool => facts.Missing.Contains(tool.Name))];
        if (missing.Count > 0)
        {
            var installation = HostTool.Installation(missing, facts.Manager);
            return new UserErrorException(
                $"{host.Name}: {string.Join(", ", missing.Select(tool => tool.Name))} {(missing.Count == 1 ? "is" : "are")} not installed.",
                char.IsUpper(installation[0]) ? installation : host.Shell + installation);
        }

        return facts.CanCapture || tools == HostTool.ForInspection
            ? null
            : new UserErrorException($"{host.Name}: the kernel has no packet sockets, and a walk loads no kernel module.",
                $"{host.Shell}modprobe af_packet");
    }
}
