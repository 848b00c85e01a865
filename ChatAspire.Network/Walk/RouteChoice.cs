using System.Net;
using System.Net.Sockets;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk;

/// <summary>
/// Chooses the addresses of both ends as the source's kernel does: a container may be on several networks, and the routes of the source
/// decide through which network its packets leave.
/// </summary>
internal sealed class RouteChoice(Topology topology)
{
    /// <summary>
    /// Chooses the target's address, preferably one on a segment of the source, and the source address of the route to that address.
    /// </summary>
    /// <param name="isIpv6">
    /// True to use IPv6. False to use IPv4, or IPv6 if one of the ends has no IPv4 address; a real program may prefer the other family.
    /// </param>
    /// <exception cref="UserErrorException">The ends have no address of the same family.</exception>
    public async Task<(WalkEnd From, WalkEnd To)> ChooseAsync(WalkEnd sender, WalkEnd to, bool isIpv6, CancellationToken cancellation)
    {
        Route? chosen = null;
        var family = FamilyOf(sender, to, isIpv6);
        var addresses = topology.AddressesOf(to).Where(address => address.AddressFamily == family).ToList();
        var target = to with { Address = addresses[0] };
        foreach (var address in addresses)
        {
            if (await AskAsync(sender, address, cancellation) is not { } route || (chosen is not null && route.Gateway is not null))
            {
                continue;
            }

            (chosen, target) = (route, to with { Address = address });
            if (route.Gateway is null)
            {
                break;
            }
        }

        var source = chosen?.Source is { } text && IPAddress.TryParse(text, out var own) && IsOwn(sender, text) ? own
            : sender.Address.AddressFamily == family ? sender.Address
            : topology.OwnAddresses(sender).First(address => address.AddressFamily == family);
        return (sender with { Address = source }, target);
    }

    private AddressFamily FamilyOf(WalkEnd sender, WalkEnd to, bool isIpv6)
    {
        var own = topology.OwnAddresses(sender).Select(address => address.AddressFamily).ToHashSet();
        var offered = topology.AddressesOf(to).Select(address => address.AddressFamily).ToHashSet();
        AddressFamily[] wanted = isIpv6
            ? [AddressFamily.InterNetworkV6]
            : [AddressFamily.InterNetwork, AddressFamily.InterNetworkV6];
        // If the target is a loopback address, the source needs no address of the family.
        var possible = wanted.Where(family => offered.Contains(family) && (own.Contains(family) || IPAddress.IsLoopback(to.Address)));
        if (possible.ToList() is [var first, ..])
        {
            return first;
        }

        var lacking = offered.Overlaps(wanted) ? sender : to;
        var name = isIpv6 || !offered.Contains(AddressFamily.InterNetwork) ? "IPv6" : "IPv4";
        throw new UserErrorException($"{lacking.Name} has no {name} address, so no {name} packet goes from {sender.Name} to {to}.",
            lacking.Container is { } container
                ? $"{topology.Host(lacking.Host!).Shell}docker network connect NETWORK {container.Name}, with a network "
                    + $"{(name == "IPv6" ? "created with --ipv6" : "that has an IPv4 subnet")}"
                : $"Choose another end, or give {lacking.Name} an {name} address.");
    }

    private bool IsOwn(WalkEnd from, string address) =>
        (from.Container is { } container ? container.Namespace : topology.Network(from.Host!).Namespace)?.DeviceWithAddress(address)
            is not null;

    private async Task<Route?> AskAsync(WalkEnd from, IPAddress to, CancellationToken cancellation)
    {
        string[] query = ["ip", "-json", "route", "get", $"{to}"];
        var command = HostProbe.In(from.Container?.Netns, query);
        var answer = await topology.Host(from.Host!).Runner.RunAsync(command with { OnlyReads = true }, cancellation);
        // A missing route is no error here, because the walk is to explain it.
        return answer.Succeeded && Route.Parse(answer) is [var route, ..] ? route : null;
    }
}
