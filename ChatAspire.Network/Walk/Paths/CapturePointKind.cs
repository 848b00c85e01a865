namespace ChatAspire.Network.Walk.Paths;

/// <summary>The kinds of devices on a packet's path.</summary>
internal enum CapturePointKind
{
    /// <summary>A container's device in the container's network namespace: usually its end of a veth pair.</summary>
    Container,

    /// <summary>The host's end of a container's veth pair.</summary>
    Veth,

    Bridge,

    /// <summary>The tunnel endpoint, which shows frames before encapsulation or after decapsulation.</summary>
    Vxlan,

    /// <summary>The host's device on the underlay.</summary>
    Nic,

    /// <summary>A host's <c>lo</c>, over which its own programs talk to each other.</summary>
    Loopback,
}
