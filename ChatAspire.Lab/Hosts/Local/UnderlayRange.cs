using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Numerics;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Lab.Hosts.Local;

/// <summary>An address range in use.</summary>
/// <param name="By">The user of the range, for messages: "Docker network bridge (172.17.0.0/16)".</param>
internal sealed record RangeInUse(IPNetwork Range, string By);

/// <summary>Chooses the underlay's range: the first /24 of <see cref="Pools"/> that is unused on this machine.</summary>
internal static class UnderlayRange
{
    /// <summary>
    /// The shortest prefix length of a route that counts as a range in use. Routes with a shorter prefix are default routes, which a VPN
    /// may split into 0.0.0.0/1 and 128.0.0.0/1; no private range is larger than 10.0.0.0/8.
    /// </summary>
    private const int Default = 8;

    private const string RouteFile = "/proc/net/route";

    /// <summary>
    /// The candidate pools, in order. The last is reserved for network benchmarks (RFC 2544), so it is free even if a VPN uses all
    /// private ranges.
    /// </summary>
    private static readonly IPNetwork[] Pools =
        [IPNetwork.Parse("10.77.0.0/16"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("198.18.0.0/16")];

    /// <summary>Returns the first /24 that overlaps no range in use.</summary>
    /// <exception cref="UserErrorException">All ranges are in use; the message names their users.</exception>
    public static IPNetwork Free(IReadOnlyCollection<RangeInUse> used) =>
        Pools.SelectMany(pool => Enumerable.Range(0, 256).Select(i => pool.Subnet(8, (uint)i)))
            .Where(part => !used.Any(other => other.Range.Overlaps(part))).Take(1).ToList() is [var free]
            ? free
            : throw new UserErrorException(
                $"No free range for the underlay: {string.Join("; ", Pools.Select(pool => $"{pool} is taken by {Takers(pool, used)}"))}.",
                "Free a /24 in one of these: leave the VPN, remove a Docker network, or change the part of lab.json that is named here.");

    /// <summary>Returns the ranges used by this machine's devices and routes.</summary>
    public static IEnumerable<RangeInUse> OfThisMachine() =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces().SelectMany(device => device.GetIPProperties().UnicastAddresses
            .Where(address => address.Address.AddressFamily == AddressFamily.InterNetwork)
            .Select(address => new RangeInUse(
                Ipv4.NetworkOf(address.Address, address.PrefixLength), $"{device.Name} ({address.Address}/{address.PrefixLength})"))),
        .. File.Exists(RouteFile) ? Routes(File.ReadLines(RouteFile)) : [],
    ];

    // Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
    // tun0	0000000A	00000000	0001	0	0	0	000000FF	0	0	0
    internal static IEnumerable<RangeInUse> Routes(IEnumerable<string> lines) =>
        from line in lines.Skip(1)
        let fields = line.Split('\t', StringSplitOptions.TrimEntries)
        let range = Ipv4.NetworkOf(new IPAddress(Number(fields[1])), BitOperations.PopCount(Number(fields[7])))
        where range.PrefixLength >= Default
        select new RangeInUse(range, $"the route {range} ({fields[0]})");

    /// <summary>
    /// Parses an address in hexadecimal. The kernel prints its four bytes as one native integer (10.0.0.0 as <c>0000000A</c> on x86),
    /// which the constructor of <see cref="IPAddress"/> expects, too.
    /// </summary>
    private static uint Number(string field) => uint.Parse(field, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static string Takers(IPNetwork pool, IEnumerable<RangeInUse> used)
    {
        const int Enough = 3;
        var takers = used.Where(other => other.Range.Overlaps(pool)).DistinctBy(other => other.Range).Select(other => other.By).ToList();
        return string.Join(", ", takers.Take(Enough)) + (takers.Count > Enough ? $" and {takers.Count - Enough} more" : "");
    }
}
