using System.Text.Json.Serialization;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>The degree to which evidence supports a verdict: its place, its cause, or a cause that the kernel confirms.</summary>
[JsonConverter(typeof(KebabCase<Confidence>))]
internal enum Confidence
{
    /// <summary>Packets, counters or state show the cause, and the kernel dropped a packet of the walk for a matching reason.</summary>
    Confirmed,

    /// <summary>Packets, counters or state show the cause itself.</summary>
    Cause,

    /// <summary>
    /// The packets show only the place: the cause lies beyond what can be observed, or no state that was read explains it.
    /// </summary>
    Place,
}
