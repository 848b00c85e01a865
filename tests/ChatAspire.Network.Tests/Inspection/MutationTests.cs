using System.Text;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Inspection.Drivers;

namespace ChatAspire.Network.Tests.Inspection;

/// <summary>1,000 damaged copies of each tool's output. What is lost is never lost without a word.</summary>
public class MutationTests
{
    private const int Copies = 1000;
    private const int Seed = 20261125;

    private delegate int Parser(ReadOnlyMemory<byte> output, ICollection<ParseWarning> skipped);

    /// <summary>How many things each parser finds, by the section it reads.</summary>
    private static readonly Dictionary<string, Parser> Parsers = new()
    {
        ["addr"] = (output, skipped) => Device.Parse(output, "addr", skipped).Count,
        ["route"] = (output, skipped) => Route.Parse(output, "route", skipped).Count,
        ["neigh"] = (output, skipped) => Neighbour.Parse(output, "neigh", skipped).Count,
        ["listen"] = (output, skipped) => Listener.Parse(output, "listen", skipped).Count,
        ["fdb"] = (output, skipped) => FdbEntry.Parse(output, "fdb", skipped).Count,
        ["containers"] = (output, skipped) => ContainerNetwork.Parse(output, "containers", skipped).Count,
        ["networks"] = (output, skipped) => DockerNetwork.ParseLines(output, "networks", skipped).Count,
        ["nft"] = (output, skipped) => NftRuleset.Parse(output, _ => true, "nft", skipped).Sum(chain => 1 + chain.Rules.Count),
        ["iptables"] = (output, skipped) => IptablesSave.Parse(output, "iptables", skipped).Sum(chain => 1 + chain.Rules.Count),
    };

    public static TheoryData<string> Tools => [.. Parsers.Keys];

    [Theory]
    [MemberData(nameof(Tools))]
    public void A_damaged_output_is_read_as_far_as_it_goes(string tool)
    {
        var sections = new Sections(Fixture.Read(Fixture.HostB), []);
        var output = tool switch
        {
            "nft" => Fixture.Read(Fixture.DockerNftables),
            "addr" or "route" or "neigh" => Encoding.UTF8.GetBytes(sections.Text($"ip {HostProbe.Self}").Split('\n')[Array.IndexOf(["addr", "route", "neigh"], tool)]),
            _ => sections.Output(tool).ToArray(),
        };
        var whole = Parsers[tool](output, []);
        Assert.True(whole > 0);

        foreach (var copy in Mutations.Of(output, Copies, Seed))
        {
            var skipped = new List<ParseWarning>();
            var found = Parsers[tool](copy, skipped);

            // A cut is the probe's to notice: it marks where an output ends.
            var isCut = copy.Length < output.Length - Mutations.MaxChanges;
            Assert.True(found >= whole || skipped.Count > 0 || isCut, $"{whole - found} lost, and nothing said:\n{Encoding.UTF8.GetString(copy)}");
        }
    }

    // In a container: ping of iputils 20240905.
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
    public void A_damaged_ping_is_an_answer_or_none_with_a_reason(int code, string output, string error)
    {
        var outputs = Mutations.Of(Encoding.UTF8.GetBytes(output), Copies, Seed);
        var errors = Mutations.Of(Encoding.UTF8.GetBytes(error), Copies, Seed + 1);
        foreach (var (copy, said) in outputs.Zip(errors, (copy, said) => (copy, Encoding.UTF8.GetString(said))))
        {
            var reach = DriverTrial.Read("the other host", "172.17.0.99", new CommandResult("host-a", new HostCommand("docker"), code, copy, said, TimeSpan.Zero));

            Assert.True(reach.Milliseconds is null || code == 0, "no answer, and still a time");
            Assert.True(reach.Milliseconds is not null || reach.Why.Length > 0 || $"{said}{Encoding.UTF8.GetString(copy)}".Trim().Length == 0, $"no reason: {said}{Encoding.UTF8.GetString(copy)}");
        }
    }

    [Fact]
    public void A_damaged_probe_is_a_map_all_the_same()
    {
        foreach (var copy in Mutations.Of(Fixture.Read(Fixture.HostB), Copies, Seed))
        {
            var map = HostNetwork.Parse("host-b", copy);

            Assert.Equal("host-b", map.Host);
            Assert.True(map.Warnings.Count > 0 || map.Containers.Count == 6, Encoding.UTF8.GetString(copy));
        }
    }
}
