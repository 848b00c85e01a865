using System.Text.Json.Serialization;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>The closed list of causes that a walk can report. <c>docs/diagnosis.md</c> explains each.</summary>
[JsonConverter(typeof(KebabCase<CauseId>))]
internal enum CauseId
{
    /// <summary>A firewall rule, or the policy of a chain, drops or rejects the packet.</summary>
    RuleDrops,

    /// <summary>The containers have no network in common, and Docker isolates networks from each other.</summary>
    NetworksSeparate,

    /// <summary>The source container is on internal networks only (<c>docker network create --internal</c>).</summary>
    NetworkInternal,

    /// <summary>The container is not running.</summary>
    NotRunning,

    /// <summary>The container is paused.</summary>
    Paused,

    /// <summary>A container's device or a Docker bridge lacks its IP address.</summary>
    AddressMissing,

    /// <summary>A device is missing.</summary>
    DeviceMissing,

    /// <summary>A device is down.</summary>
    DeviceDown,

    /// <summary>A device is not a port of the bridge that should forward to it.</summary>
    PortDetached,

    /// <summary>The STP state of a bridge port is not forwarding, so the port forwards nothing.</summary>
    PortBlocked,

    /// <summary>Both bridge ports on the path are isolated, so the bridge forwards nothing between them.</summary>
    PortsIsolated,

    /// <summary>A packet is longer than the MTU of a device on its path.</summary>
    MtuExceeded,

    /// <summary>An FDB entry leads to the wrong bridge port or host.</summary>
    FdbWrong,

    /// <summary>The FDB of the VXLAN device has no entry for the other host.</summary>
    FdbMissing,

    /// <summary>The frame's VNI differs from that of the VXLAN device that should accept it.</summary>
    VniDiffers,

    /// <summary>The tunnel's ends use different UDP ports.</summary>
    TunnelPortDiffers,

    /// <summary>The packet left one host's NIC but did not reach the other host's NIC: the underlay lost it.</summary>
    UnderlayLost,

    /// <summary>A neighbour entry has a MAC address other than the destination's.</summary>
    NeighbourWrong,

    /// <summary>The next hop answers no ARP request or neighbour solicitation.</summary>
    NeighbourUnresolved,

    /// <summary>A queueing discipline of a device drops the packet.</summary>
    QueueDrops,

    /// <summary>There is no route to the destination, or no route back to the source.</summary>
    RouteMissing,

    /// <summary>The route leads to a device other than the one on the path.</summary>
    RouteElsewhere,

    /// <summary>An added policy rule (<c>ip rule</c>) selects a routing table with a wrong route, or without a route.</summary>
    PolicyRoute,

    /// <summary>IP forwarding is disabled on the host.</summary>
    ForwardingOff,

    /// <summary>The packet's TTL (IPv6: hop limit) expired.</summary>
    TtlExpired,

    /// <summary>Strict reverse path filtering (<c>rp_filter</c>) ignores the packet.</summary>
    ReversePath,

    /// <summary>The kernel is configured to ignore echo requests (<c>icmp_echo_ignore_all</c>).</summary>
    EchoIgnored,

    /// <summary>The kernel is configured to ignore ARP requests (<c>arp_ignore</c>).</summary>
    ArpIgnored,

    /// <summary>The packet arrives with a wrong checksum.</summary>
    ChecksumWrong,

    /// <summary>No rule translated the packet's source, so it left the host with the container's own address.</summary>
    SourceNotTranslated,

    /// <summary>A container publishes the port, but no DNAT rule translates it.</summary>
    PortNotTranslated,

    /// <summary>No container publishes the port, or none for the connection's address family.</summary>
    PortNotPublished,

    /// <summary>The port is published on loopback only.</summary>
    PublishedOnLoopback,

    /// <summary>No program listens on the port at the connection's address.</summary>
    NothingListens,

    /// <summary>The program listens on loopback only.</summary>
    ListensOnLoopback,

    /// <summary>The program listens on IPv4 only, but the connection uses IPv6.</summary>
    ListensOnIpv4Only,

    /// <summary>The program is stopped by a signal or a debugger.</summary>
    ProgramStopped,

    /// <summary>The socket's accept queue is full.</summary>
    AcceptQueueFull,

    /// <summary>The connection was established, but the program did not answer.</summary>
    ProgramSilent,

    /// <summary>The connection was established, but the program reset it.</summary>
    ProgramResets,

    /// <summary>A macvlan or ipvlan device by design cannot reach the host of its parent device.</summary>
    MacvlanOwnHost,

    /// <summary>An address outside the walk's hosts refused the connection.</summary>
    OutsideRefused,

    /// <summary>An ICMP error from outside reports that the address is unreachable.</summary>
    OutsideUnreachable,

    /// <summary>The packet left the last host, and no reply came back.</summary>
    OutsideSilent,

    /// <summary>The place where packets stop is known, but no state that was read explains why they stop there.</summary>
    NotEstablished,
}
