using System.Text;
using ChatAspire.Lab.Overlay;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Tests.Overlay;

/// <summary>Judges output of Debian 12 (iputils 20221126, iproute2 6.1.0) and Debian 13 (iputils 20240905, iproute2 6.15.0).</summary>
public class LengthLimitTests
{
    private const string Route = """[{"dst":"172.18.0.22","dev":"eth0","prefsrc":"172.18.0.11","flags":[],"uid":0,"cache":[]}]""";

    /// <summary>The route after an ICMP answer "fragmentation needed".</summary>
    private const string RouteWithLearnedMtu =
        """[{"dst":"172.18.0.22","dev":"eth0","prefsrc":"172.18.0.11","flags":[],"uid":0,"cache":[] """
        + ""","expires":598,"metrics":[{"mtu":1450}]}]""";

    private const string LoopbackRoute =
        """[{"type":"local","dst":"127.0.0.1","dev":"lo","prefsrc":"127.0.0.1","flags":[],"uid":0,"cache":["local"]}]""";

    private const string Devices =
        """[{"ifindex":1,"ifname":"lo","flags":["LOOPBACK","UP","LOWER_UP"],"mtu":65536,"qdisc":"noqueue","operstate":"UNKNOWN" """
        + ""","linkmode":"DEFAULT","group":"default","txqlen":1000,"link_type":"loopback","address":"00:00:00:00:00:00" """
        + ""","broadcast":"00:00:00:00:00:00"},{"ifindex":13,"link_index":14,"ifname":"eth0","flags":["BROADCAST","MULTICAST","UP" """
        + ""","LOWER_UP"],"mtu":1450,"qdisc":"noqueue","operstate":"UP","linkmode":"DEFAULT","group":"default","link_type":"ether" """
        + ""","address":"02:42:ac:12:00:0b","broadcast":"ff:ff:ff:ff:ff:ff","link_netnsid":0}]""";

    private const string Header = "PING 172.18.0.22 (172.18.0.22) 1423(1451) bytes of data.";

    private const string Statistics =
        "\n--- 172.18.0.22 ping statistics ---\n1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms";

    private const string Answered = $"{Header}\nFrom 172.18.0.22 icmp_seq=1 Frag needed and DF set (mtu = 1450)\n{Statistics}";

    private static readonly string LongerDevice = Devices.Replace("1450", "1500", StringComparison.Ordinal);

    public static TheoryData<string> Refusals { get; } =
    [
        $"{Header}\nping: local error: message too long, mtu=1450\n{Statistics}", // iputils 20221126
        $"{Header}\nping: sendmsg: Message too long\n{Statistics}", // iputils 20240905
    ];

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Accepts_a_refusal_in_the_wording_of_either_version(string said) =>
        Assert.Equal(Finding.Satisfied(), Judge(Route, Devices, "0 1 0", said));

    /// <summary>The device lets the packet out, and ping fails for the answer from beyond it.</summary>
    [Fact]
    public void Rejects_a_packet_that_left_a_longer_device() => AssertBlocked(
        $"it failed, but not because of its length: {Answered}; the device's MTU is 1500", Judge(Route, LongerDevice, "0 1 0", Answered));

    /// <summary>The kernel refuses the packet only until it forgets the answer to an earlier one.</summary>
    [Theory]
    [MemberData(nameof(Refusals))]
    public void Rejects_a_refusal_by_a_learned_mtu(string said) => AssertBlocked(
        $"it failed, but not because of its length: {said}; the device's MTU is 1500",
        Judge(RouteWithLearnedMtu, LongerDevice, "0 1 0", said));

    [Fact]
    public void Rejects_a_packet_that_passes() => AssertBlocked(
        "a packet of 1451 bytes passed", Judge(LoopbackRoute, Devices, "0 0 0", "PING 127.0.0.1 (127.0.0.1) 1423(1451) bytes of data."));

    /// <summary>No container has the address.</summary>
    [Theory]
    [MemberData(nameof(Refusals))]
    public void Rejects_a_refusal_where_shorter_packets_do_not_pass(string said) => AssertBlocked(
        $"it failed, but not because of its length: {said}; 1450 bytes did not pass either: ", Judge(Route, Devices, "1 1 1", said));

    [Theory]
    [InlineData("0 1 1")]
    [InlineData("1 1 0")]
    public void Rejects_a_refusal_while_shorter_packets_are_lost(string codes) => AssertBlocked(
        $"it failed, but not because of its length: {Header}; 1450 bytes did not pass either: ", Judge(Route, Devices, codes, Header));

    [Fact]
    public void Rejects_a_host_without_ping() => AssertBlocked(
        "it failed, but not because of its length: sh: 1: ping: not found; 1450 bytes did not pass either: sh: 1: ping: not found",
        Judge(Route, Devices, "127 127 127", "sh: 1: ping: not found", "sh: 1: ping: not found\n"));

    [Theory]
    [InlineData("", "")]
    [InlineData("[{}]", "[{}]")]
    [InlineData("Object \"-json\" is unknown", "[")]
    public void Rejects_a_device_that_cannot_be_read(string route, string devices) => AssertBlocked(
        $"it failed, but not because of its length: {Header}; the device's MTU is unknown", Judge(route, devices, "0 1 0", Header));

    [Fact]
    public void Rejects_a_command_that_ended_early()
    {
        const string Error = "Error: No such object: test-a\nnsenter: failed to parse pid: 'sh'";

        AssertBlocked($"it failed, but not because of its length:  {Error}", LengthLimit.Judge(Result(1, "", Error), 1450));
    }

    private static Finding Judge(string route, string devices, string codes, string said, string error = "") =>
        LengthLimit.Judge(Result(0, $"{route}\n{devices}\n{codes}\n{said}\n", error), 1450);

    private static CommandResult Result(int exitCode, string output, string error) =>
        new("host-a", new HostCommand("sh"), exitCode, Encoding.UTF8.GetBytes(output), error, TimeSpan.Zero);

    private static void AssertBlocked(string reason, Finding finding) =>
        Assert.Equal((StepState.Blocked, reason), (finding.State, finding.Reason));
}
