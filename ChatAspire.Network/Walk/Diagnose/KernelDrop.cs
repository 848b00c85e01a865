using System.Globalization;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>Equal drops of a host's kernel.</summary>
/// <param name="Reason">The kernel's name of the reason.</param>
/// <param name="Function">The kernel function; null if its name is hidden.</param>
/// <param name="Meaning">The meaning of both.</param>
/// <param name="Count">The number of packets.</param>
internal sealed record KernelDrop(string Host, string Reason, string? Function, string Meaning, int Count)
{
    /// <summary>The container in whose namespace it was; null for the host's own, or if that is not known.</summary>
    public string? Container { get; init; }

    /// <summary>The device; null if the packet was on none, or that is not known.</summary>
    public string? Device { get; init; }

    /// <summary>The first packet: "SYN 172.17.0.2:61234 → 172.17.0.3:7000"; null if that is not known.</summary>
    public string? Packet { get; init; }

    /// <summary>The IPv4 identification of the first packet.</summary>
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
