using System.Runtime.CompilerServices;
using System.Text;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Evidence;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>
/// The state of a container's namespace on a real lab (Docker 20.10.24, iptables 1.8.9, kernel 6.18), read before and after a TCP
/// connection to 6379 and 6380 and pings to 10.60.0.1 and 10.99.0.7. In it: rules of iptables, iptables-legacy and nftables that drop, a
/// blackhole route to 172.18.0.22, a route to 172.18.0.11 by d0, a route by a gateway that does not exist, a queue of d0 that drops, a full
/// accept queue at 8089, a stopped program at 8090.
/// </summary>
internal static class RecordedState
{
    private const int RecordedPid = 20184;

    public static NamespaceState Before => Parse("before.txt");

    public static NamespaceState After => Parse("after.txt");

    /// <summary>The evidence, with a change of what was read last.</summary>
    public static NamespaceEvidence Evidence(string enter, Func<NamespaceState, NamespaceState> change) =>
        new(enter, Before, change(After));

    /// <summary>The recording, with the address of the fixture's redis for the container's.</summary>
    private static NamespaceState Parse(string name)
    {
        var text = File.ReadAllText(Path.Combine(Folder(), "Fixtures", "state", name))
            .Replace("172.18.0.77", "172.18.0.100", StringComparison.Ordinal);
        var warnings = new List<ParseWarning>();
        var state = NamespaceState.Parse(new Sections(Encoding.UTF8.GetBytes(text), []), Netns.Of(RecordedPid), isIpv6: false, warnings);
        Assert.Empty(warnings);
        return state;
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
