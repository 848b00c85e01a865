using System.Collections.Frozen;

namespace ChatAspire.Network.Inspection;

/// <summary>
/// Explains the chains of the kernel and of Docker by name, in one line each. Docker's chains depend on its version: 20 has isolation
/// stages; 28 adds DOCKER-FORWARD, the chains that it calls, and drop rules in raw; 29 removes the isolation stages (moby/moby#49981) and
/// adds an nftables backend (moby/moby#49792, #49832).
/// </summary>
internal static class ChainGuide
{
    private static readonly FrozenDictionary<string, string> Chains = new Dictionary<string, string>
    {
        ["raw PREROUTING"] =
            "The first chain, before connection tracking. Docker 28 and later drops packets from outside to a container's address here, "
            + "and the lab those to the overlay's addresses.",
        ["raw OUTPUT"] = "The first chain for packets that this host sends.",
        ["nat PREROUTING"] = "Once per new incoming connection, before routing: translates a published port into a container's address.",
        ["nat INPUT"] = "Once per new connection to this host.",
        ["nat OUTPUT"] = "Once per new connection from this host, before routing.",
        ["nat POSTROUTING"] = "Once per new outgoing connection: replaces a container's address by the host's (MASQUERADE).",
        ["nat DOCKER"] = "Published ports: one DNAT rule each, from a port of the host to a container's address and port.",
        ["nat DOCKER_OUTPUT"] =
            "In a host that is itself a container: redirects queries to Docker's DNS at 127.0.0.11:53 to the port on which it listens.",
        ["nat DOCKER_POSTROUTING"] = "In a host that is itself a container: restores port 53 in replies of Docker's DNS.",
        ["nat DOCKER-INGRESS"] = "Swarm's routing mesh: ports published on every node.",
        ["filter INPUT"] = "Packets to this host.",
        ["filter OUTPUT"] = "Packets from this host.",
        ["filter FORWARD"] =
            "Forwarded packets: from, to and between containers. Frames within one bridge pass it only if bridge-nf-call-iptables is 1.",
        ["filter DOCKER-USER"] = "Your own rules: the first chain that FORWARD calls. Docker never changes it.",
        ["filter DOCKER-FORWARD"] =
            "Docker's rules for forwarded packets, since Docker 28, in this order: replies; the separation of networks (isolation "
            + "stages in 28, DOCKER-INTERNAL from 29); published ports; packets from containers.",
        ["filter DOCKER-CT"] = "Accepts packets of established connections at once (conntrack RELATED, ESTABLISHED).",
        ["filter DOCKER-INTERNAL"] = "Docker 29 and later: drops traffic between the outside and networks created with --internal.",
        ["filter DOCKER-BRIDGE"] = "Selects packets by their outgoing bridge, then calls DOCKER.",
        ["filter DOCKER"] = "New connections to containers: one ACCEPT per published port. Docker 28 and later drops the rest here.",
        ["filter DOCKER-ISOLATION"] = "Separates Docker networks, in one stage (before Docker 18.05).",
        ["filter DOCKER-ISOLATION-STAGE-1"] = "Separates Docker networks: packets from a bridge to another device go to stage 2.",
        ["filter DOCKER-ISOLATION-STAGE-2"] = "Stage 2: drops packets that would enter the bridge of another Docker network.",
        ["filter DOCKER-INGRESS"] = "Swarm's routing mesh: packets to ports published on every node.",
    }.ToFrozenDictionary();

    /// <summary>The chains of Docker's nftables backend. The key is a chain's name without its suffix: "__" and a bridge.</summary>
    private static readonly FrozenDictionary<string, string> NftChains = new Dictionary<string, string>
    {
        ["filter-FORWARD"] = "Forwarded packets: calls the chains of a packet's bridge.",
        ["filter-forward-in-jumps"] = "A verdict map: the bridge that packets go into → its chain.",
        ["filter-forward-out-jumps"] = "A verdict map: the bridge that packets come from → its chain.",
        ["filter-forward-in"] =
            "Packets into this bridge: accepts replies, containers of the same bridge and published ports; drops the rest.",
        ["filter-forward-out"] = "Packets out of this bridge.",
        ["nat-PREROUTING"] = "Once per new incoming connection, before routing: translates a published port into a container's address.",
        ["nat-OUTPUT"] = "Once per new connection from this host, before routing.",
        ["nat-prerouting-and-output"] = "Published ports: one dnat rule each, from a port of the host to a container's address and port.",
        ["nat-POSTROUTING"] = "Once per new outgoing connection: calls the chains of a packet's bridge.",
        ["nat-postrouting-in-jumps"] = "A verdict map: the bridge that packets go into → its chain.",
        ["nat-postrouting-out-jumps"] = "A verdict map: the bridge that packets come from → its chain.",
        ["nat-postrouting-in"] = "Packets into this bridge: replaces a sender's address if needed (masquerade).",
        ["nat-postrouting-out"] = "Packets out of this bridge: replaces a container's address by the host's (masquerade).",
        ["raw-PREROUTING"] = "The first chain: drops packets that come from outside straight to a container's address.",
    }.ToFrozenDictionary();

    /// <summary>Returns the explanation of a chain; null if the chain is neither the kernel's nor Docker's.</summary>
    /// <param name="table">The name as in <see cref="Chain.Table"/>.</param>
    public static string? Explain(string table, string chain) =>
        table.EndsWith($" {Firewall.DockerNftTable}", StringComparison.Ordinal)
            ? NftChains.GetValueOrDefault(chain.Split("__")[0])
            : Chains.GetValueOrDefault($"{table} {chain}");
}
