namespace ChatAspire.Network.Inspection.Report;

/// <summary>Whose MAC is whose, on all hosts that were looked at: on a stretched network a frame's sender may be on another.</summary>
internal sealed class Owners
{
    private readonly Dictionary<string, (string Name, string Host)> _byMac = new(StringComparer.OrdinalIgnoreCase);

    public Owners(IReadOnlyList<HostNetwork> maps)
    {
        foreach (var map in maps)
        {
            foreach (var container in map.NamespacedContainers)
                Add(container.Devices, map.Host, _ => container.Name);
            Add(map.Devices, map.Host, device => device.Name);
        }
    }

    /// <returns>Null where no host that was looked at has it.</returns>
    public string? Of(string mac, string seenFrom) =>
        !_byMac.TryGetValue(mac, out var owner) ? null : owner.Host == seenFrom ? owner.Name : $"{owner.Name} on {owner.Host}";

    private void Add(IEnumerable<Device> devices, string host, Func<Device, string> name)
    {
        foreach (var device in devices.Where(device => device is { Mac: not null, Kind: not "loopback" }))
            _byMac.TryAdd(device.Mac!, (name(device), host));
    }
}
