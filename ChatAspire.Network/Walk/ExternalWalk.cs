using System.Text;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Walk.Evidence;
using ChatAspire.Network.Walk.Output;
using ChatAspire.Network.Walk.Paths;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Network.Walk;

/// <summary>Follows an HTTP request from this machine to a published port.</summary>
internal sealed class ExternalWalk(WalkContext context)
{
    /// <exception cref="UserErrorException">The host does not publish the port.</exception>
    public async Task<WalkReport> RunAsync(string host, int port, CancellationToken cancellation)
    {
        var topology = await context.ReadTopologyAsync(cancellation);
        var known = topology.Host(host);
        if (!known.Published.TryGetValue(port, out var url))
        {
            throw new UserErrorException(
                $"{host} does not publish port {port}.",
                known.Published.Count > 0
                    ? $"Published: {string.Join(", ", known.Published.Keys.Order())}."
                    : $"{host} publishes no port.");
        }

        var path = topology.FromOutside(host, port);
        var traceparent = Traceparent.CurrentOrNew();
        await using var machine = new LocalMachine();
        var title = $"outside → {host} {known.Underlay}:{port}";
        await using var evidence = new EvidenceReader(topology, path);
        var observations = await context.Session(topology, evidence).RunAsync(title, [path], WalkContext.Limit,
            async (_, token) =>
            {
                context.Progress.Report(new WalkEvent.Sending("an HTTP request"));
                return Probe.Interpret(ProbeKind.Http, await machine.RunAsync(Probe.HttpFromHere(url, traceparent), token));
            }, cancellation);
        path = observations.NarrowToClientsOf(path, Encoding.ASCII.GetBytes(Traceparent.TraceIdOf(traceparent)));
        var walks = observations.Walks([path]);
        var publisher = FindPublisher(topology, host, port);
        var verdict = await context.JudgeAsync(
            topology, path, (null, publisher), walks, observations.Outcome,
            token => machine.RunAsync(Probe.Repeat(Probe.HttpFromHere(url, traceparent)), token), evidence, cancellation);
        return observations.With(DetourNotes.Of(walks, observations.Outcome, publisher)).ToReport(title, walks, verdict);
    }

    /// <summary>
    /// Finds the container behind the port: the running container that publishes it or, if there is none, the container of the service that
    /// the lab declares for the port. Null if there is neither.
    /// </summary>
    private WalkEnd? FindPublisher(Topology topology, string host, int port)
    {
        var name = topology.Publisher(host, port)?.Container.Name
            ?? context.Scene.Services.FirstOrDefault(service => service.Host == host && service.Published == port)?.Name;
        return name is not null && topology.Network(host).Container(name) is not null ? topology.Find(name) : null;
    }
}
