namespace ChatAspire.Network.Inspection;

/// <summary>A network namespace: devices, routes and ports of its own.</summary>
/// <param name="Id">As <c>/proc/PID/ns/net</c> shows it: <c>net:[4026532799]</c>.</param>
public sealed record NetNamespace(
    string Id,
    IReadOnlyList<Device> Devices,
    IReadOnlyList<Route> Routes,
    IReadOnlyList<Neighbour> Neighbours,
    IReadOnlyList<Listener> Listeners)
{
    /// <summary>What is asked of <c>ip -batch</c> in every namespace: each is answered with a line of JSON, also when one of them fails.</summary>
    internal const string IpCommands = "address show\nroute show\nneighbour show";

    /// <summary>The device with this number.</summary>
    public Device? Device(int index) => Devices.FirstOrDefault(device => device.Index == index);

    /// <summary>The device with this name.</summary>
    public Device? Device(string name) => Devices.FirstOrDefault(device => device.Name == name);

    /// <summary>The device that has this address.</summary>
    public Device? DeviceWithAddress(string address) =>
        Devices.FirstOrDefault(device => device.Addresses.Any(own => own.Local == address));

    /// <param name="id">As in <c>/proc/PID/ns/net</c>.</param>
    /// <param name="ip">The answers to <see cref="IpCommands"/>: three lines.</param>
    /// <param name="of">Whose it is, for the notes.</param>
    internal static NetNamespace Parse(string id, ReadOnlyMemory<byte> ip, IReadOnlyList<Listener> listeners, string of, ICollection<ParseWarning> skipped)
    {
        // Before and after them nothing but empty lines: an answer that has more, or less, cannot be told apart.
        var lines = new List<ReadOnlyMemory<byte>>();
        foreach (var range in ip.Span.Split((byte)'\n'))
        {
            if (!ip.Span[range].IsEmpty)
                lines.Add(ip[range]);
        }

        if (lines is not [var addresses, var routes, var neighbours])
        {
            skipped.Add(new ParseWarning($"ip of {of}", $"{lines.Count} lines instead of three: addresses, routes, neighbours"));
            addresses = routes = neighbours = default;
        }

        return new NetNamespace(
            id,
            Inspection.Device.Parse(addresses, $"ip address of {of}", skipped),
            Route.Parse(routes, $"ip route of {of}", skipped),
            Neighbour.Parse(neighbours, $"ip neighbour of {of}", skipped),
            listeners);
    }
}
