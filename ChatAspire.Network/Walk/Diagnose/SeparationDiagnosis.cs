using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Netfilter;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>Explains packets between containers that have no network in common: Docker separates its networks.</summary>
internal sealed class SeparationDiagnosis(Topology topology, WalkEnd? from, WalkEnd? to)
{
    /// <summary>Explains a drop between the ends.</summary>
    /// <param name="rule">A rule of Docker that dropped the packet; null if the source has no route to the other end.</param>
    /// <returns>Null if the ends are not two containers of one host, or have a network in common.</returns>
    public Verdict? Explain(RuleMatch? rule)
    {
        if (from is not { Container: { } source, Host: { } host } || to is not { Container: { } target } || to.Host != host
            || source.Networks.Select(attachment => attachment.Network).Intersect(target.Networks.Select(one => one.Network)).Any()
            || NetworkOf(target, to) is not { } network)
        {
            return null;
        }

        var why = rule is null
            ? $"{source.Name} has no route to {to.Address}{Internal(source)}"
            : $"Docker separates its networks: the rule {rule.Rule} drops the packet";
        return new Verdict(
            host,
            rule is null ? $"container {source.Name}" : $"{rule.Table} {rule.Chain}",
            $"{source.Name} ({Names(source)}) and {target.Name} ({Names(target)}) have no network in common, and {why}",
            $"docker network connect {network} {source.Name}");
    }

    private static string? NetworkOf(ContainerNetwork container, WalkEnd end) =>
        container.Networks.FirstOrDefault(attachment => attachment.Address == $"{end.Address}")?.Network;

    private string Internal(ContainerNetwork container) =>
        topology.Network(from!.Host!).Networks.Any(network => network.Internal
            && container.Networks.Any(attachment => attachment.Network == network.Name))
            ? ": its network is internal"
            : "";

    private static string Names(ContainerNetwork container) => container.Networks.Count == 0
        ? "no network"
        : string.Join(", ", container.Networks.Select(attachment => attachment.Network));
}
