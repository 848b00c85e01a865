using System.Net;
using System.Text.Json.Serialization;

namespace ChatAspire.Network.Inspection;

/// <summary>A network namespace with its own devices, routes, neighbours and ports.</summary>
/// <param name="Id">The target of <c>/proc/PID/ns/net</c>: <c>net:[4026532799]</c>.</param>
public sealed record NetNamespace(
    string Id,
    IReadOnlyList<Device> Devices,
    IReadOnlyList<Route> Routes,
    IReadOnlyList<Neighbour> Neighbours,
    IReadOnlyList<Listener> Listeners)
{
    /// <summary>
    /// The commands for <c>ip -batch</c> in every namespace. Each prints one line of JSON, even if another command fails.
    /// </summary>
    internal const string IpCommands = "address show\nroute show\nneighbour show";

    /// <summary>The IPv6 routes of the main table; empty unless a device other than lo has an IPv6 address.</summary>
    [JsonIgnore]
    public IReadOnlyList<Route> Ipv6Routes { get; init; } = [];

    /// <summary>Returns the routes of the address's family.</summary>
    public IReadOnlyList<Route> RoutesOf(IPAddress address) =>
        address.IsIpv6 ? Ipv6Routes : Routes;

    /// <summary>Finds the device with this index.</summary>
    public Device? Device(int index) => Devices.FirstOrDefault(device => device.Index == index);

    /// <summary>Finds the device with this name.</summary>
    public Device? Device(string name) => Devices.FirstOrDefault(device => device.Name == name);

    /// <summary>Finds the device with this address.</summary>
    public Device? DeviceWithAddress(string address) =>
        Devices.FirstOrDefault(device => device.Addresses.Any(own => own.Local == address));

    /// <summary>Finds the route of the main table with the longest prefix that contains the address; null if there is none.</summary>
    internal Route? RouteTo(IPAddress address) => RoutesOf(address)
        .Where(route => route.Destination == "default" || route.Network is { } range && range.Contains(address))
        .MaxBy(route => route.Network?.PrefixLength ?? -1);

    /// <param name="id">The target of <c>/proc/PID/ns/net</c>.</param>
    /// <param name="ip">The output of <see cref="IpCommands"/>: three lines.</param>
    /// <param name="owner">The name of its host or container, for warnings.</param>
    internal static NetNamespace Parse(
        string id, ReadOnlyMemory<byte> ip, IReadOnlyList<Listener> listeners, string owner, ICollection<ParseWarning> warnings)
    {
        // Only its position tells which command printed a line, so there must be exactly three lines; empty lines are ignored.
        var lines = new List<ReadOnlyMemory<byte>>();
        foreach (var range in ip.Span.Split((byte)'\n'))
        {
            if (!ip.Span[range].IsEmpty)
            {
                lines.Add(ip[range]);
            }
        }

        if (lines is not [var addresses, var routes, var neighbours])
        {
            warnings.Add(new ParseWarning($"ip of {owner}", $"{lines.Count} lines instead of three (addresses, routes, neighbours)"));
            addresses = routes = neighbours = default;
        }

        return new NetNamespace(
            id,
            Inspection.Device.Parse(addresses, $"ip address of {owner}", warnings),
            Route.Parse(routes, $"ip route of {owner}", warnings),
            Neighbour.Parse(neighbours, $"ip neighbour of {owner}", warnings),
            listeners);
    }
}
