namespace ChatAspire.Network.Inspection.Report;

/// <summary>
/// Finds the owner of a MAC among all inspected hosts, because on an overlay the sender of a frame may be on another host.
/// </summary>
internal sealed class Owners
{
    private readonly Dictionary<string, (string Name, string Host)> _byMac = new(StringComparer.OrdinalIgnoreCase);

    public Owners(IReadOnlyList<HostNetwork> maps)
    {
        foreach (var map in maps)
        {
            foreach (var container in map.NamespacedContainers)
            {
                Add(container.Devices, map.Host, _ => container.Name);
            }

            Add(map.Devices, map.Host, device => device.Name);
        }
    }

    /// <returns>
    /// The name of the container or device, with its host unless that is <paramref name="seenFrom"/>; null if no inspected host has this
    /// MAC.
    /// </returns>
    public string? Of(string mac, string seenFrom)
    {
        if (!_byMac.TryGetValue(mac, out var owner))
        {
            return null;
        }

        return owner.Host == seenFrom ? owner.Name : $"{owner.Name} on {owner.Host}";
    }

    private void Add(IEnumerable<Device> devices, string host, Func<Device, string> name)
    {
        foreach (var device in devices.Where(device => device is { Mac: not null, Kind: not "loopback" }))
        {
            _byMac.TryAdd(device.Mac!, (name(device), host));
        }
    }
}
