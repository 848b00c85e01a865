using System.Security.Cryptography;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Evidence;
using ChatAspire.Network.Walk.Output;
using ChatAspire.Network.Walk.Paths;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Network.Walk;

/// <summary>Sends a ping, a TCP connection or an HTTP request from a container or host, and follows its packets.</summary>
internal sealed class ConnectionWalk(WalkContext context)
{
    /// <summary>
    /// The first port of the range from which the client's port is chosen. The range is above the ports that kernels assign by default, so
    /// that no other connection uses these ports.
    /// </summary>
    private const int FirstClientPort = 61000;
    private const int LastClientPort = 65000;

    /// <summary>Sends traffic between two endpoints, and follows its packets.</summary>
    /// <param name="fromName">The source's name; null for the target's host.</param>
    /// <param name="kind">
    /// The kind of traffic. Null selects a ping if a size or no port is given, an HTTP request to a service that speaks HTTP, and a TCP
    /// connection otherwise.
    /// </param>
    /// <param name="size">The size of a ping's IP packet in bytes, sent with the don't-fragment bit; null for the default of ping.</param>
    /// <exception cref="UserErrorException">An endpoint is unknown, both are the same, or there is no port to connect to.</exception>
    public async Task<WalkReport> RunAsync(string? fromName, string toName, int? requestedPort, ProbeKind? kind, int? size,
        CancellationToken cancellation)
    {
        var topology = await context.ReadTopologyAsync(cancellation);
        var (from, to) = await context.ChooseEndsAsync(topology, fromName, toName, cancellation);
        var port = requestedPort ?? context.PortOf(to);
        var chosen = kind ?? DefaultKind(to, port, size);
        port = chosen == ProbeKind.Ping
            ? null
            : port ?? throw new UserErrorException($"{toName} has no known port to connect to.",
                $"Give a port, {toName}:5000, or send a ping with --ping.");
        int? clientPort = port is null ? null : RandomNumberGenerator.GetInt32(FirstClientPort, LastClientPort);
        var netns = from.Container?.Netns;
        var command = Command(clientPort);
        // The repetition uses the next port, because the first port is still occupied if the server has not closed the first connection.
        var repeat = Probe.Repeat(Command(clientPort + 1));
        var runner = topology.Host(from.Host!).Runner;
        var title = $"{from} → {(port is null ? $"{to}" : to.WithPort(port.Value))}";
        if (port is { } published && topology.IsPassive && topology.PublishedAt(from, to, published) is { } publisher)
        {
            return await new PublishedWalk(context, topology, title, runner, command, repeat)
                .RunAsync((from, to), topology.ToPublished(from, to, clientPort!.Value, publisher), Describe(chosen), chosen, cancellation);
        }

        var path = topology.Between(from, to, port is null ? Protocol.Icmp : Protocol.Tcp, clientPort, port);
        await using var evidence = new EvidenceReader(topology, path);
        var observations = await context.Session(topology, evidence).RunAsync(title, [path], WalkContext.Limit,
            async (_, token) =>
            {
                context.Progress.Report(new WalkEvent.Sending(Describe(chosen)));
                if (context.LogRules && netns is not null)
                {
                    // The chapter restarts the container so that it sends an ARP request; flushing the neighbour entry has the same effect.
                    await runner.RunAsync(Probe.FlushNeighbor(netns, to), token);
                }

                return Probe.Interpret(chosen, await runner.RunAsync(command, token));
            }, cancellation);
        var walks = observations.Walks([path]);
        var verdict = await context.JudgeAsync(
            topology, path, (from, to), walks, observations.Outcome, token => runner.RunAsync(repeat, token), evidence, cancellation);
        return observations.With([.. DetourNotes.Of(walks, observations.Outcome, null), .. context.PortNotes(to, requestedPort, port)])
            .ToReport(title, walks, verdict);

        HostCommand Command(int? local) => chosen switch
        {
            ProbeKind.Ping => Probe.Ping(netns, to, size),
            ProbeKind.Tcp => Probe.Tcp(netns, to, port!.Value, local!.Value),
            _ => Probe.Http(netns, to, port!.Value, local!.Value, context.HttpPath, Traceparent.CurrentOrNew()),
        };
    }

    private ProbeKind DefaultKind(WalkEnd to, int? port, int? size)
    {
        if (size is not null || port is null)
        {
            return ProbeKind.Ping;
        }

        return context.Scene.Service(to.Name) is { IsHttp: true } ? ProbeKind.Http : ProbeKind.Tcp;
    }

    private static string Describe(ProbeKind kind) => kind switch
    {
        ProbeKind.Ping => "a ping",
        ProbeKind.Tcp => "a TCP connection",
        _ => "an HTTP request",
    };
}
