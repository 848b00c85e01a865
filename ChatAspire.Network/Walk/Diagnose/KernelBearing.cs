using System.Text.Json.Serialization;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>The bearing of the kernel's recorded drops on a verdict.</summary>
[JsonConverter(typeof(KebabCase<KernelBearing>))]
internal enum KernelBearing
{
    /// <summary>A dropped packet of the walk has a reason that fits the verdict's cause.</summary>
    Confirms,

    /// <summary>
    /// The verdict's cause is the kernel's drop reason, because nothing else established a cause, or because it contradicted the kernel.
    /// </summary>
    Names,

    /// <summary>Packets of the walk were dropped, but for a reason that neither confirms nor contradicts the verdict.</summary>
    Adds,

    /// <summary>Packets were dropped at that time, but the source does not show whose.</summary>
    Nearby,

    /// <summary>Every host was read with addresses, and none dropped a packet of the walk.</summary>
    Silent,

    /// <summary>No drop that could be the walk's was recorded, but at least one host was read without addresses.</summary>
    NoneNearby,

    /// <summary>At least one host could not be read, and the others recorded no drop that could be the walk's.</summary>
    Unread,
}
