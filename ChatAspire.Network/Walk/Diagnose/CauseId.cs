using System.Text.Json.Serialization;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>The closed list of causes that a walk names. <c>docs/diagnosis.md</c> explains each.</summary>
[JsonConverter(typeof(KebabCase<CauseId>))]
internal enum CauseId
{
    /// <summary>A firewall rule, or the policy of a chain, drops or rejects the packet.</summary>
    RuleDrops,

    /// <summary>Docker separates the networks of both containers, and they have none in common.</summary>
    NetworksSeparate,

    /// <summary>The container is on internal networks only.</summary>
    NetworkInternal,

    /// <summary>The container is not running.</summary>
    NotRunning,

    /// <summary>The container is paused.</summary>
    Paused,

    /// <summary>A container's device, or a bridge, lacks its address.</summary>
    AddressMissing,

    /// <summary>A device is missing.</summary>
    DeviceMissing,

    /// <summary>A device is down.</summary>
    DeviceDown,

    /// <summary>A device is not a port of the bridge that should forward to it.</summary>
    PortDetached,

    /// <summary>A bridge port is in a state in which it forwards nothing.</summary>
    PortBlocked,

    /// <summary>Two ports of a bridge are isolated from each other.</summary>
    PortsIsolated,

    /// <summary>A packet is longer than a device carries.</summary>
    MtuExceeded,

    /// <summary>A forwarding entry leads to the wrong port or host.</summary>
    FdbWrong,

    /// <summary>The tunnel has no forwarding entry for the other host.</summary>
    FdbMissing,

    /// <summary>The frame has another VNI than the device that should accept it.</summary>
    VniDiffers,

    /// <summary>The tunnel's ends use different UDP ports.</summary>
    TunnelPortDiffers,

    /// <summary>The packet left one host, and did not reach the other.</summary>
    UnderlayLost,

    /// <summary>A neighbour table has another MAC than the destination's.</summary>
    NeighbourWrong,

    /// <summary>The next hop answers no ARP request.</summary>
    NeighbourUnresolved,

    /// <summary>A device's queue drops the packet.</summary>
    QueueDrops,

    /// <summary>There is no route, there or back.</summary>
    RouteMissing,

    /// <summary>The route leads elsewhere.</summary>
    RouteElsewhere,

    /// <summary>A policy rule chooses another routing table.</summary>
    PolicyRoute,

    /// <summary>The host does not forward packets.</summary>
    ForwardingOff,

    /// <summary>The packet's time to live ran out.</summary>
    TtlExpired,

    /// <summary>Strict reverse path filtering ignores the packet.</summary>
    ReversePath,

    /// <summary>The kernel is set to ignore echo requests.</summary>
    EchoIgnored,

    /// <summary>The kernel is set to ignore ARP requests.</summary>
    ArpIgnored,

    /// <summary>The packet arrives with a wrong checksum.</summary>
    ChecksumWrong,

    /// <summary>No rule gave the packet the host's address on its way out.</summary>
    SourceNotTranslated,

    /// <summary>A container publishes the port, and no rule translates it.</summary>
    PortNotTranslated,

    /// <summary>No container publishes the port.</summary>
    PortNotPublished,

    /// <summary>The port is published on loopback only.</summary>
    PublishedOnLoopback,

    /// <summary>No program listens on the port.</summary>
    NothingListens,

    /// <summary>The program listens on loopback only.</summary>
    ListensOnLoopback,

    /// <summary>The program listens on an IPv4 address, and the connection is of IPv6.</summary>
    ListensOnIpv4Only,

    /// <summary>The program is stopped by a signal or a debugger.</summary>
    ProgramStopped,

    /// <summary>The socket's accept queue is full.</summary>
    AcceptQueueFull,

    /// <summary>The program opened the connection and did not answer.</summary>
    ProgramSilent,

    /// <summary>The program opened the connection and reset it.</summary>
    ProgramResets,

    /// <summary>A macvlan or ipvlan device does not reach the host of its parent device.</summary>
    MacvlanOwnHost,

    /// <summary>An address outside refused the connection.</summary>
    OutsideRefused,

    /// <summary>A router outside reports that the address is unreachable.</summary>
    OutsideUnreachable,

    /// <summary>The packet left the last host, and no reply came back.</summary>
    OutsideSilent,

    /// <summary>The place is known, and nothing that was read explains the loss.</summary>
    NotEstablished,
}
