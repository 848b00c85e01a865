using System.Text;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Inspection.Drivers;

namespace ChatAspire.Network.Tests.Inspection;

/// <summary>Parses 1,000 damaged copies of each tool's output. Nothing may be lost without a warning.</summary>
public class MutationTests
{
    private const int Copies = 1000;
    private const int Seed = 20261125;

    private delegate int Parser(ReadOnlyMemory<byte> output, ICollection<ParseWarning> warnings);

    /// <summary>Section → a parser that returns how many items it found.</summary>
    private static readonly Dictionary<string, Parser> Parsers = new()
    {
        ["addr"] = (output, warnings) => Device.Parse(output, "addr", warnings).Count,
        ["route"] = (output, warnings) => Route.Parse(output, "route", warnings).Count,
        ["neigh"] = (output, warnings) => Neighbour.Parse(output, "neigh", warnings).Count,
        ["listen"] = (output, warnings) => Listener.Parse(output, "listen", warnings).Count,
        ["fdb"] = (output, warnings) => FdbEntry.Parse(output, "fdb", warnings).Count,
        ["containers"] = (output, warnings) => ContainerNetwork.Parse(output, "containers", warnings).Count,
        ["networks"] = (output, warnings) => DockerNetwork.ParseLines(output, "networks", warnings).Count,
        ["nft"] = (output, warnings) => NftRuleset.Parse(output, _ => true, "nft", warnings).Sum(chain => 1 + chain.Rules.Count),
        ["iptables"] = (output, warnings) => IptablesSave.Parse(output, "iptables", warnings).Sum(chain => 1 + chain.Rules.Count),
    };

    public static TheoryData<string> Tools => [.. Parsers.Keys];

    [Theory]
    [MemberData(nameof(Tools))]
    public void Reads_a_damaged_output_as_far_as_possible(string tool)
    {
        var sections = new Sections(Fixture.Read(Fixture.HostB), []);
        var output = tool switch
        {
            "nft" => Fixture.Read(Fixture.DockerNftables),
            "addr" or "route" or "neigh" => Encoding.UTF8.GetBytes(
                sections.Text($"ip {HostProbe.Self}").Split('\n')[Array.IndexOf(["addr", "route", "neigh"], tool)]),
            _ => sections.Output(tool).ToArray(),
        };
        var whole = Parsers[tool](output, []);
        Assert.True(whole > 0);

        foreach (var copy in Mutations.Of(output, Copies, Seed))
        {
            var warnings = new List<ParseWarning>();
            var found = Parsers[tool](copy, warnings);

            // A missing end is detected by the probe's end marker, not by the parser.
            var isTruncated = copy.Length < output.Length - Mutations.MaxChanges;
            Assert.True(
                found >= whole || warnings.Count > 0 || isTruncated,
                $"{whole - found} lost without a warning:\n{Encoding.UTF8.GetString(copy)}");
        }
    }

    // Printed in a container by ping of iputils 20240905.
    [Theory]
    [InlineData(0, """
        PING 127.0.0.1 (127.0.0.1) 56(84) bytes of data.
        64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=0.062 ms

        --- 127.0.0.1 ping statistics ---
        1 packets transmitted, 1 received, 0% packet loss, time 0ms
        rtt min/avg/max/mdev = 0.062/0.062/0.062/0.000 ms

        """, "")]
    [InlineData(1, """
        PING 172.17.0.99 (172.17.0.99) 56(84) bytes of data.

        --- 172.17.0.99 ping statistics ---
        1 packets transmitted, 0 received, 100% packet loss, time 0ms


        """, "")]
    [InlineData(2, "", "ping: connect: Network is unreachable\n")]
    public void A_damaged_ping_gives_a_time_or_a_reason(int code, string output, string error)
    {
        var outputs = Mutations.Of(Encoding.UTF8.GetBytes(output), Copies, Seed);
        var errors = Mutations.Of(Encoding.UTF8.GetBytes(error), Copies, Seed + 1);
        foreach (var (copy, said) in outputs.Zip(errors, (copy, said) => (copy, Encoding.UTF8.GetString(said))))
        {
            var ping = new CommandResult("host-a", new HostCommand("docker"), code, copy, said, TimeSpan.Zero);
            var reach = DriverTrial.Read("the other host", "172.17.0.99", ping);
            var printed = $"{said}{Encoding.UTF8.GetString(copy)}";

            Assert.True(reach.Milliseconds is null || code == 0, "a time without a reply");
            Assert.True(reach.Milliseconds is not null || reach.Why.Length > 0 || printed.Trim().Length == 0, $"no reason: {printed}");
        }
    }

    [Fact]
    public void Reads_a_damaged_probe()
    {
        foreach (var copy in Mutations.Of(Fixture.Read(Fixture.HostB), Copies, Seed))
        {
            var host = HostNetwork.Parse("host-b", copy);

            Assert.Equal("host-b", host.Host);
            Assert.True(host.Warnings.Count > 0 || host.Containers.Count == 6, Encoding.UTF8.GetString(copy));
        }
    }
}
