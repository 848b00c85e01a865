using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Network.Walk.Paths;

/// <summary>A Docker host on the path of a walk.</summary>
/// <param name="Runner">Runs commands on the host.</param>
/// <param name="Underlay">The host's address as the other hosts see it; empty until it is observed.</param>
/// <param name="Nic">The device that has this address.</param>
/// <param name="Mtu">The MTU of that device, in bytes.</param>
/// <param name="Published">Published port → its URL as reached from this machine.</param>
internal sealed record WalkHost(ICommandRunner Runner, string Underlay, string Nic, int Mtu, IReadOnlyDictionary<int, Uri> Published)
{
    private const string Loopback = "lo";

    /// <summary>The prefix of a command line that runs on the host: "chatlab ssh vm1 -- "; empty for this machine.</summary>
    public string Shell { get; init; } = $"chatlab ssh {Runner.Name} -- ";

    public string Name => Runner.Name;

    /// <summary>Creates a host about which nothing is known yet.</summary>
    /// <param name="shell">The prefix of a command line that runs on the host; empty for this machine.</param>
    public static WalkHost Unobserved(ICommandRunner runner, string shell) =>
        new(runner, "", "", 0, new Dictionary<int, Uri>()) { Shell = shell };

    /// <summary>
    /// Adds the device by which the host reaches other hosts, with its address and MTU: the device of the default route, else the first
    /// that has an IPv4 address and is no bridge, else loopback.
    /// </summary>
    public WalkHost Observe(HostNetwork network)
    {
        var device = network.Routes.Where(route => route.Destination == "default")
                .Select(route => network.Namespace.Device(route.Device ?? "")).FirstOrDefault(device => device?.Ipv4 is not null)
            ?? network.Devices.FirstOrDefault(device => device is { Ipv4: not null, Kind: not ("bridge" or "loopback") })
            ?? network.Namespace.Device(Loopback);
        return this with { Underlay = device?.Ipv4?.Local ?? "127.0.0.1", Nic = device?.Name ?? Loopback, Mtu = device?.Mtu ?? 65536 };
    }
}
