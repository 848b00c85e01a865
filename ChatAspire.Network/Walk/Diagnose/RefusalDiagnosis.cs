using System.Globalization;
using System.Net;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>Explains refused connections: an RST in reply to a SYN.</summary>
/// <param name="from">The walk's source; null for a walk from outside.</param>
internal sealed class RefusalDiagnosis(Topology topology, WalkEnd? from)
{
    // -A DOCKER ! -i vxlan-net -p tcp -m tcp --dport 8086 -j DNAT --to-destination 172.17.0.2:80
    private const string Translation = "--to-destination ";

    /// <summary>Explains why the sender of the RST refused a connection to this port.</summary>
    /// <param name="translation">The rule that translated the connection's destination there; null if none did.</param>
    public Verdict Explain(CapturePoint sender, int port, string? translation)
    {
        if (sender is { Kind: CapturePointKind.Container, Container: { } name })
        {
            return ByContainer(sender.Host, name, port);
        }

        var target = translation?.Split(Translation) is [_, var text] ? text.Split(' ')[0].Split(':') : [];
        return target is [var address, var inside] && topology.Network(sender.Host).ContainerAt(address) is { } container
            && int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out var insidePort)
            ? ByContainer(sender.Host, container.Name, insidePort)
            : ByHost(sender.Host, port);
    }

    private Verdict ByContainer(string host, string name, int port)
    {
        var listeners = topology.Network(host).Container(name)?.Listeners ?? [];
        if (listeners.FirstOrDefault(listener => listener.Port == port && listener.IsLoopback) is { } loopback)
        {
            return new Verdict(CauseId.ListensOnLoopback, host, name, $"connection refused: its program listens on {loopback} only",
                $"Let the program in {name} listen on 0.0.0.0:{port}.");
        }

        // Docker's name server listens on loopback in every container.
        List<int> open = [.. listeners.Where(listener => !listener.IsLoopback).Select(listener => listener.Port).Distinct().Order()];
        return new Verdict(
            CauseId.NothingListens,
            host,
            name,
            $"connection refused: nothing listens on {port} (it listens on {(open.Count > 0 ? string.Join(", ", open) : "no port")})",
            open is [var only] && from is not null ? $"chatlab walk {from.Name} {name}:{only}" : $"docker logs {name}");
    }

    private Verdict ByHost(string host, int port)
    {
        if (topology.Publisher(host, port) is { Container: { } container, Port: { } binding })
        {
            if (IPAddress.TryParse(binding.HostAddress, out var address) && IPAddress.IsLoopback(address))
            {
                return new Verdict(CauseId.PublishedOnLoopback, host, container.Name,
                    $"connection refused by the host: it publishes port {port} on {binding.HostAddress} only",
                    $"Create {container.Name} with -p {port}:{binding.ContainerPort}, without an address.");
            }

            return new Verdict(CauseId.PortNotTranslated, host, "nat DOCKER",
                $"connection refused by the host: {container.Name} publishes port {port}, but no rule translates it",
                $"docker restart {container.Name}");
        }

        var listeners = topology.Network(host).Namespace.Listeners.Where(listener => listener.Port == port).ToList();
        if (listeners.Count > 0 && listeners.TrueForAll(listener => listener.IsLoopback))
        {
            return new Verdict(CauseId.ListensOnLoopback, host, "its own programs",
                $"connection refused: a program listens on {listeners[0]} only",
                $"Let the program on {host} listen on 0.0.0.0:{port}.");
        }

        List<string> published = [.. topology.Network(host).Containers.SelectMany(Ports).Distinct()];
        var list = published.Count > 0 ? string.Join(", ", published) : "none";
        return new Verdict(
            CauseId.PortNotPublished,
            host, "nat DOCKER", $"connection refused by the host: no container publishes port {port} (published: {list})",
            $"docker run -p {port}:PORT …");
    }

    private static IEnumerable<string> Ports(ContainerNetwork container) =>
        container.Ports.Select(port => $"{port.HostPort} → {container.Name}");
}
