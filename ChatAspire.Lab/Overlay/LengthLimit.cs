using System.Text;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Lab.Overlay;

/// <summary>
/// Decides whether a namespace refuses a packet only because it is too long. The kernel refuses a don't-fragment packet with EMSGSIZE if
/// and only if the packet is longer than the path MTU (kernel: net/ipv4/ip_output.c, ip_setup_cork): the device's MTU, or a lower one from
/// a route or an ICMP error. Only the device's MTU counts here, because an MTU learned from ICMP expires. So the device's MTU is compared,
/// and the longest packet that must pass is sent before and after the too long packet: a lowered path MTU would stop both packets. The
/// wording and exit code of ping are not enough: they vary by version, and do not always distinguish a refusal from a loss.
/// </summary>
internal static class LengthLimit
{
    /// <summary>
    /// A POSIX shell script to run in the namespace. Arguments: the number of ping data bytes that fit, that number plus one, and the
    /// address. Prints the route and the devices as JSON, the exit codes of three pings (fits, too long, fits), and the output of the
    /// second ping.
    /// </summary>
    public const string Script =
        """
        try() { ping -M do -c 1 -W 2 -s "$1" "$2"; }
        ip -json route get "$3" && ip -json link show || exit
        try "$1" "$3" > /dev/null; before=$?
        said=$(try "$2" "$3" 2>&1); longer=$?
        try "$1" "$3" > /dev/null
        echo "$before $longer $?"
        echo "$said"
        """;

    // [{"dst":"172.18.0.22","dev":"eth0","prefsrc":"172.18.0.11","flags":[],"uid":0,"cache":[]}]
    // [{"ifindex":1,"ifname":"lo",…,"mtu":65536,…},{"ifindex":7,"link_index":8,"ifname":"eth0",…,"mtu":1450,…}]
    // 0 1 0
    // PING 172.18.0.22 (172.18.0.22) 1423(1451) bytes of data.
    // ping: local error: message too long, mtu=1450                  (iputils 20221126; 20240905: "ping: sendmsg: Message too long")
    /// <summary>Interprets the output of <see cref="Script"/>: satisfied if the kernel refused the longer packet, else blocked.</summary>
    /// <param name="mtu">The length of the longest packet that must pass, in bytes, including the IPv4 header.</param>
    public static Finding Judge(CommandResult result, int mtu)
    {
        var lines = result.Output.Split('\n', 4);
        if (!result.Succeeded || lines.Length < 4)
        {
            return NotRefused($"{result.Output.Trim()} {result.Error.Trim()}");
        }

        var said = lines[3].Trim();
        var deviceMtu = DeviceMtu(lines[0], lines[1]);
        return lines[2].Split(' ') switch
        {
            [_, "0", _] => Blocked($"a packet of {mtu + 1} bytes passed"),
            ["0", _, "0"] when deviceMtu == mtu => Finding.Satisfied(),
            ["0", _, "0"] => NotRefused($"{said}; the device's MTU is {(deviceMtu is null ? "unknown" : $"{deviceMtu}")}"),
            _ => NotRefused($"{said}; {mtu} bytes did not pass either: {result.Error.Trim()}"),
        };
    }

    private static Finding NotRefused(string evidence) => Blocked($"it failed, but not because of its length: {evidence}");

    private static Finding Blocked(string what) => Finding.Blocked(what, "Compare the MTU of the container's eth0 with the network's.");

    /// <returns>The MTU in bytes of the route's device; null if the output cannot be parsed.</returns>
    private static int? DeviceMtu(string routes, string devices) =>
        Route.Parse(Encoding.UTF8.GetBytes(routes), "ip route get", []) is [var route, ..]
        ? Device.Parse(Encoding.UTF8.GetBytes(devices), "ip link show", []).FirstOrDefault(device => device.Name == route.Device)?.Mtu
        : null;
}
