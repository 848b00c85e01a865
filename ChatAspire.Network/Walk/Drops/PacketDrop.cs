using ChatAspire.Network.Walk.Decode;

namespace ChatAspire.Network.Walk.Drops;

/// <summary>A packet that the kernel dropped.</summary>
/// <param name="Reason">The kernel's name of the drop reason, such as <c>NETFILTER_DROP</c>; its number if the name is unknown.</param>
/// <param name="Function">The kernel function that dropped it; null if the kernel hides its name.</param>
internal sealed record PacketDrop(string Reason, string? Function)
{
    /// <summary>The inode of the packet's network namespace; null if the source does not show it.</summary>
    public long? Namespace { get; init; }

    /// <summary>The device that the packet was on; null if it was on none, or the source does not show it.</summary>
    public string? Device { get; init; }

    /// <summary>
    /// The packet, or the inner packet if it was in a tunnel; null if the source shows no headers, or they cannot be parsed.
    /// </summary>
    public Packet? Packet { get; init; }
}
