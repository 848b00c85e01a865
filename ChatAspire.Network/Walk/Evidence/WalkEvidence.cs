using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Drops;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Evidence;

/// <summary>The state of the namespaces on a path, read after a failure.</summary>
/// <param name="Namespaces">The state of each namespace, by host and namespace; a null namespace is the host's own.</param>
internal sealed record WalkEvidence(IReadOnlyDictionary<(string Host, Netns? Netns), NamespaceEvidence> Namespaces)
{
    /// <summary>The packets that each host's kernel dropped while the traffic was repeated; empty if they were not recorded.</summary>
    public IReadOnlyList<DropRecording> Drops { get; init; } = [];

    /// <summary>The empty evidence, for when no state was read.</summary>
    public static readonly WalkEvidence None = new(new Dictionary<(string, Netns?), NamespaceEvidence>());

    /// <summary>The state of the namespace that holds the device; null if it was not read.</summary>
    public NamespaceEvidence? Of(CapturePoint point) => Namespaces.GetValueOrDefault((point.Host, point.Netns));

    /// <summary>The state of the host's own namespace; null if it was not read.</summary>
    public NamespaceEvidence? OfHost(string host) => Namespaces.GetValueOrDefault((host, null));
}
