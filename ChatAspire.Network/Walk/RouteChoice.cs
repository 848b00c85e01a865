using System.Globalization;
using System.Net;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk;

/// <summary>
/// Chooses the addresses of both ends as the source's kernel does: containers may be on several networks, and the source's routes decide
/// by which of them its packets leave.
/// </summary>
internal sealed class RouteChoice(Topology topology)
{
    /// <summary>Prefers an address of the target on a segment of the source, and takes the source address of the route to it.</summary>
    public async Task<(WalkEnd From, WalkEnd To)> ChooseAsync(WalkEnd sender, WalkEnd to, CancellationToken cancellation)
    {
        Route? chosen = null;
        var target = to;
        foreach (var address in topology.AddressesOf(to))
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

        var source = chosen?.Source is { } text && Ipv4.TryParse(text, out IPAddress own) && IsOwn(sender, text) ? own : sender.Address;
        return (sender with { Address = source }, target);
    }

    private bool IsOwn(WalkEnd from, string address) =>
        (from.Container is { } container ? container.Namespace : topology.Network(from.Host!).Namespace)?.DeviceWithAddress(address)
            is not null;

    private async Task<Route?> AskAsync(WalkEnd from, IPAddress to, CancellationToken cancellation)
    {
        string[] query = ["ip", "-json", "route", "get", $"{to}"];
        var command = from.Container is { Pid: var pid }
            ? new HostCommand("nsenter", ["-t", pid.ToString(CultureInfo.InvariantCulture), "-n", .. query])
            : new HostCommand(query[0], query[1..]);
        var answer = await topology.Host(from.Host!).Runner.RunAsync(command with { OnlyReads = true }, cancellation);
        // A namespace without a route is what the walk is to explain.
        return answer.Succeeded && Route.Parse(answer) is [var route, ..] ? route : null;
    }
}
