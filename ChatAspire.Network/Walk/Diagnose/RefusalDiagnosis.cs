using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>Explains refused connections: an RST in reply to a SYN.</summary>
/// <param name="from">The walk's source; null for a walk from outside.</param>
internal sealed class RefusalDiagnosis(Topology topology, WalkEnd? from)
{
    /// <summary>Explains why the sender of the RST refused a connection to this port.</summary>
    public Verdict Explain(CapturePoint sender, int port) => sender is { Kind: CapturePointKind.Container, Container: { } name }
        ? ByContainer(sender.Host, name, port)
        : ByHost(sender.Host, port);

    private Verdict ByContainer(string host, string name, int port)
    {
        var listeners = topology.Network(host).Container(name)?.Listeners ?? [];
        if (listeners.FirstOrDefault(listener => listener.Port == port && listener.IsLoopback) is { } loopback)
        {
            return new Verdict(host, name, $"connection refused: its program listens on {loopback} only",
                $"Let the program in {name} listen on 0.0.0.0:{port}.");
        }

        // Docker's name server listens on loopback in every container.
        List<int> open = [.. listeners.Where(listener => !listener.IsLoopback).Select(listener => listener.Port).Distinct().Order()];
        return new Verdict(
            host,
            name,
            $"connection refused: nothing listens on {port} (it listens on {(open.Count > 0 ? string.Join(", ", open) : "no port")})",
            open is [var only] && from is not null ? $"chatlab walk {from.Name} {name}:{only}" : $"docker logs {name}");
    }

    private Verdict ByHost(string host, int port)
    {
        if (topology.Publisher(host, port) is ({ } container, _))
        {
            return new Verdict(host, "nat DOCKER",
                $"connection refused by the host: {container.Name} publishes port {port}, but no rule translates it",
                $"docker restart {container.Name}");
        }

        List<string> published = [.. topology.Network(host).Containers.SelectMany(Ports).Distinct()];
        var list = published.Count > 0 ? string.Join(", ", published) : "none";
        return new Verdict(
            host, "nat DOCKER", $"connection refused by the host: no container publishes port {port} (published: {list})",
            $"docker run -p {port}:PORT …");
    }

    private static IEnumerable<string> Ports(ContainerNetwork container) =>
        container.Ports.Select(port => $"{port.HostPort} → {container.Name}");
}
