using System.Text.Json.Serialization;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>The bearing of the kernel's recorded drops on a verdict.</summary>
[JsonConverter(typeof(KebabCase<KernelBearing>))]
internal enum KernelBearing
{
    /// <summary>A dropped packet of the walk has a reason that fits the verdict's cause.</summary>
    Confirms,

    /// <summary>
    /// The verdict's cause was taken from the kernel's drop reason, because no other evidence established a cause, or because the other
    /// evidence pointed to a cause that contradicts the drop.
    /// </summary>
    Names,

    /// <summary>Packets of the walk were dropped, but for a reason that neither confirms nor contradicts the verdict.</summary>
    Adds,

    /// <summary>Packets were dropped during the recording, but the source does not show whether they belong to the walk.</summary>
    Nearby,

    /// <summary>The source of every host shows addresses, and no host dropped a packet of the walk.</summary>
    Silent,

    /// <summary>No drop was recorded that could be the walk's, but the source of at least one host shows no addresses.</summary>
    NoneNearby,

    /// <summary>At least one host could not be read, and the others recorded no drop that could be the walk's.</summary>
    Unread,
}
