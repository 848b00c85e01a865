using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>
/// Explains packets that Docker does not let out of the source container's networks: to a container that shares no network with it, or from
/// internal networks to the outside.
/// </summary>
internal sealed class SeparationDiagnosis(Topology topology, WalkEnd? from, WalkEnd? to)
{
    /// <summary>The network that Docker attaches a container to if none is named.</summary>
    private const string DefaultNetwork = "bridge";

    /// <summary>Explains why packets do not pass from the source to the other end.</summary>
    /// <param name="rule">Docker's rule that dropped the packet, and its place; null if the source has no route to the other end.</param>
    /// <returns>Null if the ends have a network in common or are on different hosts, or if the source may leave its networks.</returns>
    public Verdict? Explain((string Place, string Text)? rule) => BetweenContainers(rule) ?? OutOfInternal(rule);

    private Verdict? OutOfInternal((string Place, string Text)? rule) =>
        from is { Container: { } source, Host: { } host } && to is { Container: null } && source.Networks.Count > 0
        && source.Networks.All(IsInternal)
            ? new Verdict(
                CauseId.NetworkInternal,
                host,
                rule?.Place ?? $"container {source.Name}",
                $"{source.Name} is only on {Names(source)}, which is internal and reaches nothing outside: "
                    + (rule is null ? $"there is no route to {to.Address}" : $"the rule {rule.Value.Text} drops the packet"),
                $"docker network connect {DefaultNetwork} {source.Name}")
            : null;

    private Verdict? BetweenContainers((string Place, string Text)? rule)
    {
        if (from is not { Container: { } source, Host: { } host } || to is not { Container: { } target } || to.Host != host
            || source.Networks.Select(attachment => attachment.Network).Intersect(target.Networks.Select(one => one.Network)).Any()
            || NetworkOf(target, to) is not { } network)
        {
            return null;
        }

        var why = rule is null
            ? $"{source.Name} has no route to {to.Address}"
            : $"Docker separates its networks: the rule {rule.Value.Text} drops the packet";
        return new Verdict(
            CauseId.NetworksSeparate,
            host,
            rule?.Place ?? $"container {source.Name}",
            $"{source.Name} ({Names(source)}) and {target.Name} ({Names(target)}) have no network in common, and {why}",
            $"docker network connect {network} {source.Name}");
    }

    private static string? NetworkOf(ContainerNetwork container, WalkEnd end) =>
        container.Networks.FirstOrDefault(attachment => attachment.Has(end.Address))?.Network;

    private bool IsInternal(NetworkAttachment attachment) =>
        topology.Network(from!.Host!).Networks.Any(network => network.Internal && network.Name == attachment.Network);

    private static string Names(ContainerNetwork container) => container.Networks.Count == 0
        ? "no network"
        : string.Join(", ", container.Networks.Select(attachment => attachment.Network));
}
