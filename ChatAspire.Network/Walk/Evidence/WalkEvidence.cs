using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Drops;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Evidence;

/// <summary>The state of the namespaces on a path, read after a failure.</summary>
/// <param name="Namespaces">Host, and the namespace or null for the host's own → its state.</param>
internal sealed record WalkEvidence(IReadOnlyDictionary<(string Host, Netns? Netns), NamespaceEvidence> Namespaces)
{
    /// <summary>The packets that the kernel of each host dropped when the traffic was repeated; none unless they were recorded.</summary>
    public IReadOnlyList<DropRecording> Drops { get; init; } = [];

    /// <summary>No state was read.</summary>
    public static readonly WalkEvidence None = new(new Dictionary<(string, Netns?), NamespaceEvidence>());

    /// <summary>The state of the namespace that holds the device; null if it was not read.</summary>
    public NamespaceEvidence? Of(CapturePoint point) => Namespaces.GetValueOrDefault((point.Host, point.Netns));

    /// <summary>The state of the host's own namespace; null if it was not read.</summary>
    public NamespaceEvidence? OfHost(string host) => Namespaces.GetValueOrDefault((host, null));
}
