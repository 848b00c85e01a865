using System.Globalization;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// Reads the underlay's device, which is the device of the IPv4 default route, and its MTU in bytes. The device's name depends on the
/// instance type (enX0 on Xen, ens5 on Nitro).
/// </summary>
internal static class Underlay
{
    // default via 172.31.16.1 dev ens5 proto dhcp src 172.31.18.10 metric 100
    private static readonly HostCommand Look = HostCommand.Shell(
        """nic=$(ip -4 route show default | sed -n 's/.* dev \([^ ]*\).*/\1/p' | head -n 1) && """
        + """echo "$nic" && cat "/sys/class/net/$nic/mtu" """.TrimEnd());

    public static async Task<(string Nic, int Mtu)> ReadAsync(ICommandRunner host, CancellationToken cancellation) =>
        (await host.RunAsync(Look, cancellation)).Check().Lines is [var nic, var mtu]
            ? (nic, int.Parse(mtu, CultureInfo.InvariantCulture))
            : throw new UserErrorException($"{host.Name} has no default route.", "Run `down`, then `up` with another --subnet.");
}
