#!/bin/sh
# host-a: the commands of `chatlab up` for a new lab. Run as root on host-a.
set -eu

# ── overlay

# 3-5: 172.18.0.0/16 is free
#   A network that Docker created without a given subnet may use this one, because the default pools
#   begin at 172.17.0.0/16. With two routes to one subnet, packets are misrouted.

# 3-5: vxlan0, VNI 10, over eth0
#   The VXLAN device (VTEP) wraps every Ethernet frame into a UDP packet to port 4789 of the other
#   host, so that containers on both share one layer 2. The remote is the other host's address on
#   the underlay; in a cloud network, its private address.
ip link add vxlan0 type vxlan id 10 dstport 4789 dev eth0

# 3-5: vxlan0 carries 1450 bytes
#   VXLAN adds 50 bytes to every packet: its own frame's Ethernet header 14, VXLAN 8, UDP 8, IPv4
#   20. Longer packets would be fragmented or lost on the underlay.
ip link set vxlan0 mtu 1450

# 3-5: vxlan0 has 172.100.0.1/16
#   The chapter assigns it, so that `ip route` shows a route for the device; the overlay itself
#   needs no address. Each host has a different one: with the same address, both would answer ARP
#   requests for it.
ip address add 172.100.0.1/16 broadcast 172.100.255.255 dev vxlan0

# 3-5: vxlan0 offloads no checksum to hardware
#   Some NICs compute the checksum inside a tunnel incorrectly, and every TCP connection across
#   hangs (moby/moby#41775), so the offload is off on NICs that would compute it. Where the kernel
#   computes it, it stays on: off would split every segment before the tunnel, at a fraction of the
#   throughput.
sh -c 'ethtool -K "$1" tx-checksum-ip-generic $([ -e "/sys/class/net/$2/device" ] && ethtool -k "$2" | grep -q '\''tx-udp_tnl-segmentation: on'\'' && echo off || echo on)' sh vxlan0 eth0

# 3-5: vxlan0 is up
#   A device that is down neither sends nor receives.
ip link set vxlan0 up

# 3-5: vxlan0 floods to 10.77.0.12 and 10.77.0.13
#   ARP requests are broadcast, so they must reach every other host. With two hosts, `remote`
#   creates that entry of the forwarding database; with more, there is one static entry per peer.
#   Multicast, the textbook's way, does not work in cloud networks.
bridge fdb append 00:00:00:00:00:00 dev vxlan0 dst 10.77.0.12 via eth0
bridge fdb append 00:00:00:00:00:00 dev vxlan0 dst 10.77.0.13 via eth0

# 3-5: Docker network vxlan-net, gateway 172.18.0.1
#   Each host has its own gateway and its own address range, and never assigns another host's
#   addresses. With the chapter's one gateway on both hosts, both answer ARP for it
#   (moby/moby#20758). The MTU is 1450; a container that sent 1500 bytes would lose its long
#   packets.
docker network create --attachable=true --subnet 172.18.0.0/16 --gateway 172.18.0.1 --ip-range 172.18.64.0/18 --aux-address host-b=172.18.0.2 --aux-address host-c=172.18.0.3 --aux-address chat-b=172.18.0.22 -o com.docker.network.bridge.name=vxlan-net -o com.docker.network.driver.mtu=1450 --label chatlab.lab=chatlab vxlan-net

# 3-5: Bridge vxlan-net is up with 172.18.0.1/16
#   The bridge is the network's switch, and its address is the default gateway of the containers on
#   this host. Docker creates it; this step checks that it is still there.

# 3-5: vxlan0 is a port of vxlan-net
#   This joins the two halves: frames to a MAC address that is not on this host leave the bridge by
#   this port.
brctl addif vxlan-net vxlan0

# 3-5: Bridged frames do not pass iptables
#   Engines before 28 load br_netfilter, which sends packets between two containers of the overlay
#   through FORWARD and Docker's chains; later ones do not. Without it packets are faster, and every
#   host behaves the same. $.overlay.bridgeNetfilter in lab.json turns it on. The setting applies to
#   the whole host; routed packets, as to a published port, pass iptables in any case.
sh -c '[ ! -e "$1" ] || echo 0 > "$1"' sh /proc/sys/net/bridge/bridge-nf-call-iptables

# 3-5: 172.18.0.0/16 is reachable by the overlay only
#   A machine beside the hosts can add a route to the overlay by way of a host. Where the policy of
#   FORWARD is ACCEPT, which Docker leaves as it is if forwarding was on before, it would then reach
#   Redis, the dashboard and OTLP, which are not published to it. The rule drops packets to the
#   overlay that do not come from its bridge, before a published port is translated, so the chat is
#   not affected. Docker 28 and later have such a rule for each container.
iptables -w -t raw -A PREROUTING -d 172.18.0.0/16 '!' -i vxlan-net -m addrtype '!' --dst-type LOCAL -m comment --comment chatlab.lab=chatlab -j DROP
