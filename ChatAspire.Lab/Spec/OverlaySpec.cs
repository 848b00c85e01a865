using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace ChatAspire.Lab.Spec;

/// <summary>The VXLAN overlay, and the Docker network on it.</summary>
[Description("The VXLAN overlay, and the Docker network on it.")]
public sealed record OverlaySpec(
    [property: Description("The name of the Docker network, and of its bridge."), RegularExpression(NameRules.DevicePattern)]
    string Network,
    [property: Description("The network's IPv4 subnet, the same on every host: 172.18.0.0/16.")]
    string Subnet,
    [property: Description("The name of the VXLAN device (VTEP)."), RegularExpression(NameRules.DevicePattern)]
    string Device,
    [property: Description("The IPv4 subnet of the VXLAN devices' own addresses; each host takes the next address.")]
    string DeviceSubnet,
    [property: Description("The VXLAN network identifier."), Range(1, OverlayRules.MaxVni)]
    int Vni,
    [property: Description("The UDP destination port of the tunnel."), Range(1, 65535)]
    int Port,
    [property: Description("The MTU in bytes, or \"auto\" for the largest that the underlay carries."),
        JsonConverter(typeof(MtuJsonConverter))]
    [property: Range(OverlayRules.MinMtu, OverlayRules.MaxMtu)]
    int? Mtu,
    [property: Description("Whether bridged frames pass the host's iptables (bridge-nf-call-iptables).")]
    bool BridgeNetfilter = false);
