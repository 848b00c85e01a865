namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>The meaning of one of the kernel's drop reasons, from a closed list. <c>docs/diagnosis.md</c> shows the list.</summary>
/// <param name="Reason">The kernel's name of the drop reason, such as <c>NETFILTER_DROP</c>.</param>
/// <param name="Function">The kernel function that drops the packet; null for any. It often says more than the reason.</param>
/// <param name="Text">The meaning, as the end of a sentence about the packet: "a queueing discipline drops it".</param>
/// <param name="Causes">
/// The causes that lead to such a drop; a verdict with any other cause contradicts it. The first is reported if the verdict has no cause.
/// Empty for a drop that is compatible with every cause.
/// </param>
/// <param name="Check">The command that shows the state behind the drop, to be run in the packet's namespace.</param>
internal sealed record DropMeaning(string Reason, string? Function, string Text, IReadOnlyList<CauseId> Causes, string Check)
{
    private const string Filters = "nft -a list ruleset";
    private const string Routes = "ip route";
    private const string Links = "ip -d link";
    private const string Sockets = "ss -ltn";
    private const string Counters = "nstat -as";
    private const string Bridges = "bridge -d link";
    private const string Queues = "tc -s qdisc";

    /// <summary>The kernel function behind <c>ip route get</c>. It creates a packet for the query and drops it afterwards.</summary>
    private const string RouteQuery = "inet_rtm_getroute";
    private const string Ipv6RouteQuery = "inet6_rtm_getroute";

    private static readonly CauseId[] RuleCauses = [CauseId.RuleDrops, CauseId.NetworksSeparate, CauseId.NetworkInternal];

    private static readonly CauseId[] ClosedPort =
    [
        CauseId.NothingListens, CauseId.ListensOnLoopback, CauseId.ListensOnIpv4Only, CauseId.PublishedOnLoopback,
        CauseId.PortNotPublished, CauseId.PortNotTranslated,
    ];

    private static readonly CauseId[] Bridging =
    [
        CauseId.FdbWrong, CauseId.PortsIsolated, CauseId.PortBlocked, CauseId.PortDetached, CauseId.DeviceDown, CauseId.RuleDrops,
    ];

    /// <summary>
    /// All meanings. The first match counts, so specific ones precede general ones. Linux: include/net/dropreason-core.h, and the
    /// functions' own sources.
    /// </summary>
    public static IReadOnlyList<DropMeaning> All { get; } =
    [
        new("NETFILTER_DROP", "nft_do_chain", "a rule or policy of nftables or iptables-nft drops it", RuleCauses, Filters),
        new("NETFILTER_DROP", "nf_hook_slow", "a rule of iptables-legacy or ebtables, connection tracking or NAT drops it", RuleCauses,
            "iptables-legacy-save"),
        new("NETFILTER_DROP", null, "netfilter drops it: a rule or a policy", RuleCauses, Filters),
        new("NO_SOCKET", null, "no socket listens on its port and address", ClosedPort, Sockets),
        new("IP_RPFILTER", null, "reverse path filtering (rp_filter): the way back leaves by another device", [CauseId.ReversePath],
            "sysctl net.ipv4.conf"),
        new("TCP_CSUM", null, "its TCP checksum is wrong", [CauseId.ChecksumWrong], "ethtool -k"),
        new("IP_CSUM", null, "its IP checksum is wrong", [CauseId.ChecksumWrong], "ethtool -k"),
        new("UDP_CSUM", null, "its UDP checksum is wrong", [CauseId.ChecksumWrong], "ethtool -k"),
        new("ICMP_CSUM", null, "its ICMP checksum is wrong", [CauseId.ChecksumWrong], "ethtool -k"),
        new("SKB_CSUM", null, "its checksum cannot be computed or is wrong", [CauseId.ChecksumWrong], "ethtool -k"),
        new("IP_INADDRERRORS", "ip_error", "the kernel does not route it on: forwarding is off, or it has no route",
            [CauseId.ForwardingOff, CauseId.RouteMissing, CauseId.PolicyRoute], "sysctl net.ipv4.ip_forward"),
        new("IP_INADDRERRORS", null, "the kernel has no route for it", [CauseId.RouteMissing, CauseId.ForwardingOff, CauseId.PolicyRoute],
            Routes),
        new("IP_INHDR", "ip_forward", "its time to live ran out", [CauseId.TtlExpired], "sysctl net.ipv4.ip_default_ttl"),
        new("IP_OUTNOROUTES", null, "there is no route for it, or an IPsec policy blocks it",
            [CauseId.RouteMissing, CauseId.PolicyRoute, CauseId.RouteElsewhere], "ip xfrm policy"),
        new("XFRM_POLICY", null, "an IPsec policy blocks it", [CauseId.RouteMissing], "ip xfrm policy"),
        new("IP_INNOROUTES", null, "there is no route for it", [CauseId.RouteMissing, CauseId.PolicyRoute, CauseId.RouteElsewhere], Routes),
        new("OTHERHOST", null, "its frame is addressed to another MAC than the device's", [CauseId.NeighbourWrong, CauseId.FdbWrong],
            "ip neighbour"),
        new("BRIDGE_INGRESS_STP_STATE", null, "the bridge port it came in by does not forward", [CauseId.PortBlocked], Bridges),
        new("VXLAN_VNI_NOT_FOUND", null, "no VXLAN device has its VNI", [CauseId.VniDiffers, CauseId.DeviceDown, CauseId.DeviceMissing],
            Links),
        new("VXLAN_INVALID_HDR", null, "its VXLAN header is malformed", [], Links),
        new("VXLAN_ENTRY_EXISTS", null, "an FDB entry says that its sender is elsewhere", [CauseId.FdbWrong], "bridge fdb"),
        new("NO_TX_TARGET", null, "the VXLAN device's FDB has no host to send it to", [CauseId.FdbMissing, CauseId.FdbWrong], "bridge fdb"),
        new("MAC_INVALID_SOURCE", null, "its source MAC is invalid, or the device's own", [], Links),
        new("LOCAL_MAC", null, "its MAC is the bridge's own", [], "bridge fdb"),
        new("TCP_LISTEN_OVERFLOW", null, "the listening socket's accept queue is full", [CauseId.AcceptQueueFull], "ss -ltn"),
        new("QDISC_DROP", null, "a queueing discipline drops it", [CauseId.QueueDrops], Queues),
        new("QDISC_OVERLIMIT", null, "a queueing discipline is full", [CauseId.QueueDrops], Queues),
        new("QDISC_CONGESTED", null, "a queueing discipline is congested", [CauseId.QueueDrops], Queues),
        new("TC_EGRESS", null, "a tc filter drops it", [CauseId.QueueDrops, CauseId.RuleDrops], "tc filter show"),
        new("TC_INGRESS", null, "a tc filter drops it", [CauseId.QueueDrops, CauseId.RuleDrops], "tc filter show"),
        new("XDP", null, "an XDP program drops it", [], Links),
        new("BPF_CGROUP_EGRESS", null, "a BPF program of its cgroup drops it", [], "bpftool cgroup tree"),
        new("PKT_TOO_BIG", null, "it is longer than a device carries", [CauseId.MtuExceeded], Links),
        new("DEV_READY", null, "the device is down or not ready", [CauseId.DeviceDown], Links),
        new("NEIGH_FAILED", null, "the next hop answers no ARP request", [], "ip neighbour"),
        new("NEIGH_QUEUEFULL", null, "too many packets wait for the next hop's MAC address", [], "ip neighbour"),
        new("IP_LOCAL_SOURCE", null, "its source is one of the receiver's own addresses", [], "ip address"),
        new("IP_INVALID_SOURCE", null, "its source address is invalid here (a martian)", [], Routes),
        new("IP_LOCALNET", null, "an address of 127.0.0.0/8 came from outside (route_localnet is off)", [], "sysctl net.ipv4.conf"),
        new("IP_INVALID_DEST", null, "its destination address is invalid here", [], Routes),
        new("UNHANDLED_PROTO", null, "no protocol handler takes it", [], Links),
        new("SOCKET_FILTER", null, "a BPF filter of the socket drops it", [], "ss -0b"),
        new("SOCKET_RCVBUFF", null, "the socket's receive buffer is full: its program reads too slowly",
            [CauseId.ProgramStopped, CauseId.ProgramSilent, CauseId.Paused], "ss -tnm"),
        new("CPU_BACKLOG", null, "a processor's receive queue is full", [], "cat /proc/net/softnet_stat"),
        new("NOT_SPECIFIED", "br_dev_queue_push_xmit", "it is longer than the bridge port carries", [CauseId.MtuExceeded], Links),
        new("NOT_SPECIFIED", "br_nf_dev_queue_xmit", "it is longer than the bridge port carries", [CauseId.MtuExceeded], Links),
        new("NOT_SPECIFIED", "__dev_forward_skb2", "it is longer than the other end of the veth pair carries, or that end is down",
            [CauseId.MtuExceeded, CauseId.DeviceDown], Links),
        new("NOT_SPECIFIED", "br_handle_frame_finish", "the bridge has no port to forward it to", Bridging, Bridges),
        new("NOT_SPECIFIED", "br_flood", "the bridge has no port to forward it to", Bridging, Bridges),
        new("NOT_SPECIFIED", "veth_xmit", "the other end of the veth pair does not take it: it is down or missing",
            [CauseId.DeviceDown, CauseId.DeviceMissing, CauseId.MtuExceeded], Links),
        new("NOT_SPECIFIED", "ip6_forward", "the kernel does not route it on: IPv6 forwarding is off, or its hop limit ran out",
            [CauseId.ForwardingOff, CauseId.TtlExpired, CauseId.MtuExceeded], "sysctl net.ipv6.conf.all.forwarding"),
        new("NOT_SPECIFIED", null, "the kernel gives no reason; the function tells where", [], Counters),
    ];

    /// <summary>
    /// Reasons that occur in healthy traffic too: late segments, queues of closed sockets, copies of flooded frames. They never explain a
    /// loss.
    /// </summary>
    private static readonly HashSet<string> Innocent =
    [
        "TCP_ABORT_ON_DATA", "QUEUE_PURGE", "TCP_OLD_DATA", "TCP_OFOMERGE", "TCP_OLD_ACK", "TCP_OLD_SEQUENCE", "TCP_RESET", "TCP_CLOSE",
        "TCP_FLAGS", "TCP_INVALID_SEQUENCE", "TCP_INVALID_ACK_SEQUENCE", "TCP_TOO_OLD_ACK", "SOCKET_CLOSE", "CONSUMED",
    ];

    /// <summary>Returns the meaning of a drop. If the list has none for it, the result has no causes and only a generic text.</summary>
    public static DropMeaning Of(string reason, string? function) =>
        All.FirstOrDefault(meaning => meaning.Reason == reason && (meaning.Function is null || meaning.Function == function))
        ?? new DropMeaning(reason, null, "no description; see the reason's name", [], Counters);

    /// <summary>
    /// Indicates whether the drop is no evidence of a loss: healthy traffic has such drops too, or the walk's own route query caused it.
    /// </summary>
    public static bool IsInnocent(string reason, string? function) => Innocent.Contains(reason) || function is RouteQuery or Ipv6RouteQuery;

    /// <summary>Indicates whether a verdict with this cause contradicts the drop.</summary>
    public bool Contradicts(CauseId cause) => Causes.Count > 0 && !Causes.Contains(cause);
}
