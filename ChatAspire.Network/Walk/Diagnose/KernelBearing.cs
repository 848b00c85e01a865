using System.Text.Json.Serialization;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>The bearing of the kernel's drops on a verdict.</summary>
[JsonConverter(typeof(KebabCase<KernelBearing>))]
internal enum KernelBearing
{
    /// <summary>A dropped packet of the walk has a reason that fits the verdict's cause.</summary>
    Confirms,

    /// <summary>The verdict is the kernel's: nothing else established it, or what did contradicts the kernel.</summary>
    Names,

    /// <summary>Packets of the walk were dropped for a reason that many causes have.</summary>
    Adds,

    /// <summary>Packets were dropped at the time; the source does not tell whose.</summary>
    Nearby,

    /// <summary>Every host was read with addresses, and dropped none of the packets.</summary>
    Silent,

    /// <summary>No drop that could be one of them was recorded, on some host without addresses.</summary>
    NoneNearby,

    /// <summary>No host could be read, or some could not and the others recorded nothing.</summary>
    Unread,
}
