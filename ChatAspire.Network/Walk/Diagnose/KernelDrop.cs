using System.Globalization;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>Packets that a host's kernel dropped on the same device, in the same function and for the same reason.</summary>
/// <param name="Reason">The kernel's name of the drop reason, such as <c>NETFILTER_DROP</c>.</param>
/// <param name="Function">The kernel function that dropped them; null if the kernel hides its name.</param>
/// <param name="Meaning">The meaning of reason and function, as the end of a sentence about the packet.</param>
/// <param name="Count">The number of packets.</param>
internal sealed record KernelDrop(string Host, string Reason, string? Function, string Meaning, int Count)
{
    /// <summary>
    /// The container or Swarm overlay in whose namespace the packets were dropped; null for the host's own, or if unknown.
    /// </summary>
    public string? Container { get; init; }

    /// <summary>The device that the packets were on; null if they were on none, or if unknown.</summary>
    public string? Device { get; init; }

    /// <summary>The first packet, such as "SYN 172.17.0.2:61234 → 172.17.0.3:7000"; null if unknown.</summary>
    public string? Packet { get; init; }

    /// <summary>The IPv4 identification or IPv6 flow label of the first packet; null if unknown.</summary>
    public int? PacketId { get; init; }

    public override string ToString()
    {
        var place = Device is null ? Container ?? "" : Container is null ? Device : $"{Device} of {Container}";
        var what = Packet is null ? "" : $"{Packet}: ";
        return string.Create(CultureInfo.InvariantCulture,
            $"{Host}{(place.Length == 0 ? "" : $", {place}")}: {what}{Reason} in {Function ?? "a function whose name is hidden"} "
            + $"({Count} ×): {Meaning}");
    }
}
