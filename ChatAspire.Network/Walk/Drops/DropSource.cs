using System.Text.Json.Serialization;

namespace ChatAspire.Network.Walk.Drops;

/// <summary>The ways in which a host's dropped packets are read.</summary>
[JsonConverter(typeof(DropSourceJson))]
internal enum DropSource
{
    /// <summary>They could not be read.</summary>
    None,

    /// <summary>Each with its network namespace, device and headers.</summary>
    Bpftrace,

    /// <summary>Only reason, function and protocol: of all packets of the kernel, whoever sent them.</summary>
    Tracefs,
}
