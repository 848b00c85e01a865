namespace ChatAspire.Provisioner.Map;

/// <summary>A network namespace: devices, routes and ports of its own.</summary>
/// <param name="Id">As <c>/proc/PID/ns/net</c> shows it: <c>net:[4026532799]</c>.</param>
public sealed record NetNamespace(
    string Id,
    IReadOnlyList<Device> Devices,
    IReadOnlyList<Route> Routes,
    IReadOnlyList<Neighbour> Neighbours,
    IReadOnlyList<Listener> Listeners)
{
    /// <summary>The device with this number.</summary>
    public Device? Device(int index) => Devices.FirstOrDefault(device => device.Index == index);

    /// <summary>The device with this name.</summary>
    public Device? Device(string name) => Devices.FirstOrDefault(device => device.Name == name);

    /// <summary>The device that has this address.</summary>
    public Device? WithAddress(string address) =>
        Devices.FirstOrDefault(device => device.Addresses.Any(own => own.Local == address));
}
