using ChatAspire.Network.Walk.Decode;

namespace ChatAspire.Network.Walk.Drops;

/// <summary>A packet that the kernel dropped.</summary>
/// <param name="Reason">The kernel's name: <c>NETFILTER_DROP</c>; its number if the name is not known.</param>
/// <param name="Function">The kernel function that dropped it; null if its name is hidden.</param>
internal sealed record PacketDrop(string Reason, string? Function)
{
    /// <summary>The inode of its network namespace; null if the source does not tell.</summary>
    public long? Namespace { get; init; }

    /// <summary>The device that it was on; null if it was on none, or the source does not tell.</summary>
    public string? Device { get; init; }

    /// <summary>The packet, in a tunnel the inner one; null if the source shows no headers.</summary>
    public Packet? Packet { get; init; }
}
