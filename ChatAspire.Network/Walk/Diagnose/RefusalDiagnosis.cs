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
    /// <param name="translation">
    /// The NAT rule that translated the connection on the sender's host, in iptables syntax; null if none did.
    /// </param>
    /// <param name="isIpv6">True for an IPv6 connection.</param>
    public Verdict Explain(CapturePoint sender, int port, bool isIpv6, string? translation)
    {
        if (sender is { Kind: CapturePointKind.Container, Container: { } name })
        {
            return ByContainer(sender.Host, name, port, isIpv6);
        }

        return translation?.Split(Translation) is [_, var text] && IPEndPoint.TryParse(text.Split(' ')[0], out var target)
            && topology.Network(sender.Host).ContainerAt($"{target.Address}") is { } container
            ? ByContainer(sender.Host, container.Name, target.Port, target.Address.IsIpv6)
            : ByHost(sender.Host, port, isIpv6);
    }

    private Verdict ByContainer(string host, string name, int port, bool isIpv6)
    {
        var listeners = topology.Network(host).Container(name)?.Listeners ?? [];
        if (Elsewhere(listeners, port, isIpv6, new(host, name, "its program", $"in {name}")) is { } elsewhere)
        {
            return elsewhere;
        }

        // Docker's name server listens on loopback in every container, so loopback is left out.
        List<int> open = [.. listeners.Where(listener => !listener.IsLoopback).Select(listener => listener.Port).Distinct().Order()];
        return new Verdict(
            CauseId.NothingListens,
            host,
            name,
            $"connection refused: nothing listens on {port} (it listens on {(open.Count > 0 ? string.Join(", ", open) : "no port")})",
            open is [var only] && from is not null ? $"chatlab walk {from.Name} {name}:{only}" : $"docker logs {name}");
    }

    private Verdict ByHost(string host, int port, bool isIpv6)
    {
        if (topology.Publisher(host, port) is { Container: { } container, Port: { } binding })
        {
            if (IPAddress.TryParse(binding.HostAddress, out var address) && IPAddress.IsLoopback(address))
            {
                return new Verdict(CauseId.PublishedOnLoopback, host, container.Name,
                    $"connection refused by the host: it publishes port {port} on {binding.HostAddress} only",
                    $"Create {container.Name} with -p {port}:{binding.ContainerPort}, without an address.");
            }

            if (isIpv6 && topology.Network(host).Containers.SelectMany(one => one.Ports).Where(one => one.HostPort == port)
                .All(one => !one.HostAddress.Contains(':')))
            {
                return new Verdict(CauseId.PortNotPublished, host, container.Name,
                    $"connection refused by the host: it publishes port {port} on {binding.HostAddress} only, which accepts no IPv6",
                    $"Create {container.Name} with -p [::]:{port}:{binding.ContainerPort} too.");
            }

            return new Verdict(CauseId.PortNotTranslated, host, isIpv6 ? "ip6 nat DOCKER" : "nat DOCKER",
                $"connection refused by the host: {container.Name} publishes port {port}, but no rule translates it",
                $"docker restart {container.Name}");
        }

        var listeners = topology.Network(host).Namespace.Listeners;
        if (Elsewhere(listeners, port, isIpv6, new(host, "its own programs", "a program", $"on {host}")) is { } elsewhere)
        {
            return elsewhere;
        }

        List<string> published = [.. topology.Network(host).Containers.SelectMany(Ports).Distinct()];
        var list = published.Count > 0 ? string.Join(", ", published) : "none";
        return new Verdict(
            CauseId.PortNotPublished,
            host, "nat DOCKER", $"connection refused by the host: no container publishes port {port} (published: {list})",
            $"docker run -p {port}:PORT …");
    }

    /// <summary>
    /// Returns the verdict for a port on which programs listen, but not at the connection's address. Null if no program listens on the
    /// port, or a program listens on a wildcard address.
    /// </summary>
    private static Verdict? Elsewhere(IReadOnlyList<Listener> listeners, int port, bool isIpv6, Programs programs)
    {
        List<Listener> bound = [.. listeners.Where(listener => listener.Port == port)];
        if (isIpv6 && bound.Find(listener => listener is { IsIpv4Only: true, IsLoopback: false }) is { } old)
        {
            return new Verdict(CauseId.ListensOnIpv4Only, programs.Host, programs.Place,
                $"connection refused: {programs.Subject} listens on {old}, which accepts no IPv6",
                $"Let the program {programs.Where} listen on [::]:{port}.");
        }

        return bound.Count == 0 || bound.Exists(listener => listener.IsWildcard) ? null : new Verdict(
            bound.TrueForAll(listener => listener.IsLoopback) ? CauseId.ListensOnLoopback : CauseId.NothingListens,
            programs.Host, programs.Place,
            $"connection refused: {programs.Subject} listens on {string.Join(" and ", bound)} only",
            $"Let the program {programs.Where} listen on {(isIpv6 ? "[::]" : "0.0.0.0")}:{port}.");
    }

    private static IEnumerable<string> Ports(ContainerNetwork container) =>
        container.Ports.Select(port => $"{port.HostPort} → {container.Name}");

    /// <summary>The words by which a verdict refers to the programs of one network namespace.</summary>
    /// <param name="Subject">The subject of a sentence: "its program".</param>
    /// <param name="Where">The place, as part of a sentence: "in chat-a", "on host-a".</param>
    private sealed record Programs(string Host, string Place, string Subject, string Where);
}
