using System.Text.Json.Serialization;

namespace ChatAspire.Network.Walk.Drops;

/// <summary>The ways in which a host's dropped packets are read.</summary>
[JsonConverter(typeof(DropSourceJson))]
internal enum DropSource
{
    /// <summary>The drops could not be read.</summary>
    None,

    /// <summary>bpftrace: each drop with its network namespace, device and headers.</summary>
    Bpftrace,

    /// <summary>tracefs: only reason, function and protocol, of all packets that the kernel dropped, whoever sent them.</summary>
    Tracefs,
}
