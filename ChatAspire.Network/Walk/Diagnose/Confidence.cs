using System.Text.Json.Serialization;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>The part of a verdict that its evidence carries.</summary>
[JsonConverter(typeof(KebabCase<Confidence>))]
internal enum Confidence
{
    /// <summary>Packets, counters or state show the cause, and the kernel dropped a packet of the walk for a reason that fits it.</summary>
    Confirmed,

    /// <summary>Packets, counters or state show the cause itself.</summary>
    Cause,

    /// <summary>The packets show the place; the cause lies beyond what can be observed, or nothing that was read explains it.</summary>
    Place,
}
