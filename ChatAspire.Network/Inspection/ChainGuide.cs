using System.Collections.Frozen;

namespace ChatAspire.Network.Inspection;

/// <summary>
/// What the kernel's and Docker's chains are for, a line each. By name: which of them a host has depends on its Docker, from
/// 20 (isolation stages) over 28 (DOCKER-FORWARD and its parts beside them; raw drops) to 29 (no isolation stages, moby/moby#49981) and its nftables
/// backend (moby/moby#49792, #49832).
/// </summary>
internal static class ChainGuide
{
    private static readonly FrozenDictionary<string, string> Chains = new Dictionary<string, string>
    {
        ["raw PREROUTING"] = "First of all, before connections are known. Docker 28 and later drops here what comes from elsewhere straight to a container's address.",
        ["raw OUTPUT"] = "The same, for what this host itself sends.",
        ["nat PREROUTING"] = "Once per new connection that comes in, before routing: where a published port is turned into a container's address.",
        ["nat INPUT"] = "Once per new connection to this host itself.",
        ["nat OUTPUT"] = "Once per new connection from this host itself, before routing.",
        ["nat POSTROUTING"] = "Once per new connection that leaves: where a container's address is hidden behind the host's (MASQUERADE).",
        ["nat DOCKER"] = "Published ports: a DNAT rule for each, from a port of the host to a container's address and port.",
        ["nat DOCKER_OUTPUT"] = "Where the host is itself a container: its questions to Docker's DNS at 127.0.0.11:53 go to the port that DNS really has.",
        ["nat DOCKER_POSTROUTING"] = "Where the host is itself a container: answers of Docker's DNS get their port 53 back.",
        ["nat DOCKER-INGRESS"] = "Swarm's routing mesh: ports published on every node.",
        ["filter INPUT"] = "What is addressed to this host itself.",
        ["filter OUTPUT"] = "What this host itself sends.",
        ["filter FORWARD"] = "What passes through: from, to and between containers. Frames on one bridge come by only where bridge-nf-call-iptables is 1.",
        ["filter DOCKER-USER"] = "Yours: the first that FORWARD asks. Docker never touches what you put here.",
        ["filter DOCKER-FORWARD"] = "Docker's own part of FORWARD since 28: answers; what keeps networks apart (isolation stages in 28, DOCKER-INTERNAL from 29); published ports; then what containers send out.",
        ["filter DOCKER-CT"] = "Packets of connections that stand already: they pass at once (conntrack RELATED, ESTABLISHED).",
        ["filter DOCKER-INTERNAL"] = "Docker 29 and later. Networks made with --internal: nothing gets in from outside, nothing out.",
        ["filter DOCKER-BRIDGE"] = "Sorts by the bridge that a packet is for; then DOCKER decides.",
        ["filter DOCKER"] = "New connections to containers: an ACCEPT for each published port. Docker 28 and later drops the rest here.",
        ["filter DOCKER-ISOLATION"] = "Keeps Docker networks apart, in one stage (before Docker 18.05).",
        ["filter DOCKER-ISOLATION-STAGE-1"] = "Keeps Docker networks apart: what leaves one bridge for another device goes to stage 2.",
        ["filter DOCKER-ISOLATION-STAGE-2"] = "Stage 2: what would enter another Docker network's bridge is dropped.",
        ["filter DOCKER-INGRESS"] = "Swarm's routing mesh: traffic to ports published on every node.",
    }.ToFrozenDictionary();

    /// <summary>Docker's nftables backend has a chain per bridge and direction: the part before "__".</summary>
    private static readonly FrozenDictionary<string, string> NftChains = new Dictionary<string, string>
    {
        ["filter-FORWARD"] = "What passes through. By its bridge a packet goes to that bridge's own chains.",
        ["filter-forward-in-jumps"] = "A verdict map, by bridge: what goes into one, to its chain.",
        ["filter-forward-out-jumps"] = "A verdict map, by bridge: what comes out of one, to its chain.",
        ["filter-forward-in"] = "Into this bridge: answers, neighbours on it, published ports; the rest is dropped.",
        ["filter-forward-out"] = "Out of this bridge.",
        ["nat-PREROUTING"] = "Once per new connection that comes in, before routing: where a published port is turned into a container's address.",
        ["nat-OUTPUT"] = "Once per new connection from this host itself, before routing.",
        ["nat-prerouting-and-output"] = "Published ports: a dnat rule for each, from a port of the host to a container's address and port.",
        ["nat-POSTROUTING"] = "Once per new connection that leaves. By its bridge a packet goes to that bridge's own chains.",
        ["nat-postrouting-in-jumps"] = "A verdict map, by bridge: what goes into one, to its chain.",
        ["nat-postrouting-out-jumps"] = "A verdict map, by bridge: what comes out of one, to its chain.",
        ["nat-postrouting-in"] = "Into this bridge: where a sender's address must be hidden.",
        ["nat-postrouting-out"] = "Out of this bridge: a container's address is hidden behind the host's (masquerade).",
        ["raw-PREROUTING"] = "First of all: what comes from elsewhere straight to a container's address is dropped.",
    }.ToFrozenDictionary();

    public static string? Explain(string table, string chain) =>
        table.EndsWith($" {Firewall.DockerNftTable}", StringComparison.Ordinal)
            ? NftChains.GetValueOrDefault(chain.Split("__")[0])
            : Chains.GetValueOrDefault($"{table} {chain}");
}
