using System.Text.RegularExpressions;
using ChatAspire.Provisioner.Hosts;
using ChatAspire.Provisioner.Lab;
using ChatAspire.Provisioner.Map;
using ChatAspire.Provisioner.Tests.Map;
using ChatAspire.Provisioner.Walk;

namespace ChatAspire.Provisioner.Tests.Walk;

/// <summary>What a walk says of where a packet stops; on real hosts: tests/Lab, WalkTests.</summary>
public class DiagnosisTests
{
    private const string Peer = "10.77.0.11";
    private const string Third = "10.77.0.13";
    private const string Nobody = "10.77.0.99";

    [Theory]
    [InlineData("filter", "INPUT", "-A INPUT -p udp -j DROP", "on host-a: iptables -t filter -D INPUT -p udp -j DROP")]
    [InlineData("filter", "DOCKER-USER", "-A DOCKER-USER -j DROP", "on host-a: iptables -t filter -D DOCKER-USER -j DROP")]
    [InlineData("filter", "FORWARD", null, "on host-a: iptables -t filter -I DOCKER-USER -s 10.77.0.12 -d 10.77.0.11 -j ACCEPT")]
    [InlineData("filter", "INPUT", null, "on host-a: iptables -t filter -I INPUT -s 10.77.0.12 -d 10.77.0.11 -j ACCEPT")]
    [InlineData("filter", "DOCKER-ISOLATION-STAGE-2", "-A DOCKER-ISOLATION-STAGE-2 -o docker0 -j DROP", "Docker's own rule")]
    [InlineData("raw", "PREROUTING", "-A PREROUTING -d 172.17.0.2/32 ! -i docker0 -j DROP", "Docker's own rule")]
    public void A_rule_that_drops_is_named_with_what_undoes_it(string table, string chain, string? rule, string advice)
    {
        var fixture = new WalkFixture("drop");
        var passes = fixture.Passes.ToDictionary(host => host.Key, host => (IReadOnlyList<ChainPass>)[.. host.Value.Select(pass => pass with
        {
            Rules = [.. pass.Rules.Select(met => met.Verdict == "DROP" ? new RulePass(table, chain, rule, "DROP") : met)],
        })]);
        var path = fixture.ToRedis(fixture.ClientPort);

        var trouble = new Diagnosis(WalkFixture.Lab(), path, null, null).Of(Correlation.Walks(path, fixture.Frames, passes, WalkFixture.SameClock), null)!;

        Assert.Equal(("host-a", $"{table} {chain}"), (trouble.Host, trouble.Where));
        Assert.StartsWith(advice, trouble.Advice, StringComparison.Ordinal);
    }

    /// <summary>Of a table of both families xtables-monitor tells a rule by its number; since 1.8.11 it does not end that line (its source: rule_cb).</summary>
    [Theory]
    [InlineData("$1\n")]
    [InlineData("$1")]
    public void A_rule_of_nftables_own_is_named_by_family_and_handle(string line)
    {
        var fixture = new WalkFixture("inet");
        var trace = Regex.Replace(File.ReadAllText(fixture.Chains("host-a")), "^( TRACE: 1 .*)\n", line, RegexOptions.Multiline);
        var passes = new Dictionary<string, IReadOnlyList<ChainPass>>(fixture.Passes) { ["host-a"] = ChainTrace.Parse(trace, fixture.Skipped.Add) };
        var path = fixture.ToRedis(fixture.ClientPort);

        var walks = Correlation.Walks(path, fixture.Frames, passes, WalkFixture.SameClock);
        var trouble = new Diagnosis(WalkFixture.Lab(), path, null, null).Of(walks, null);

        Assert.Empty(fixture.Skipped);
        Assert.Equal(new Trouble("host-a", "inet filter input", "the rule handle 5 drops it", "nft -a list chain inet filter input"), trouble);
        // After the device that it came in by.
        Assert.Equal("inet filter", ((ChainHop)walks[0].Hops[^1]).Pass.Table);
    }

    [Theory]
    [InlineData("filter_INPUT", "eth0", "", "INPUT")]
    [InlineData("mangle_PREROUTING", "eth0", "", "PREROUTING")]
    [InlineData("nat_POSTROUTING", "", "eth0", "POSTROUTING")]
    [InlineData("mine", "eth0", "", "INPUT")]
    [InlineData("mine", "", "eth0", "OUTPUT")]
    [InlineData("mine", "vxlan-net", "eth0", "FORWARD")]
    public void A_chain_of_any_name_has_its_place(string chain, string @in, string @out, string place) => Assert.Equal(place,
        new ChainPass(@in, @out, default!, default!, 60, 1, TcpFlags.None, [new RulePass("inet firewalld", chain, null, "ACCEPT")]).BuiltIn);

    /// <summary>With three hosts a device has a flood entry for each other: none of them is wrong.</summary>
    [Theory]
    [InlineData(new[] { Peer, Third }, "nothing wrong was found", "Once more")]
    [InlineData(new[] { Third }, $"its FDB does not name {Peer}", "on host-b: bridge fdb append 00:00:00:00:00:00 dev vxlan0 dst 10.77.0.11")]
    [InlineData(new[] { Nobody, Third }, $"to {Nobody}; the other host is {Peer}", "chatlab up")]
    public void A_flood_entry_is_wrong_where_it_names_no_host(string[] remotes, string why, string advice)
    {
        var fixture = new WalkFixture("syn");
        var path = fixture.ToRedis(fixture.ClientPort);
        foreach (var beyond in fixture.Frames.Keys.Where(place => place.Host == "host-a" || place.Kind == PlaceKind.Nic).ToList())
        {
            fixture.Frames.Remove(beyond);
        }

        var two = WalkFixture.Lab();
        var third = new HostSpec("host-c", "172.18.0.3");
        var map = Fixture.Map(Fixture.HostB) with { Fdb = [.. remotes.Select(remote => new FdbEntry(FdbEntry.AnyMac, "vxlan0", remote))] };
        var three = new Topology(
            two.Spec with { Hosts = [.. two.Spec.Hosts, third] },
            [.. two.Hosts, new HostFacts(third, Third, "eth0", 1500, new Dictionary<int, Uri>())],
            [Fixture.Map(Fixture.HostA), map]);

        var trouble = new Diagnosis(three, path, null, null).Of(Correlation.Walks(path, fixture.Frames, fixture.Passes, WalkFixture.SameClock), null)!;

        Assert.Contains(why, trouble.Why, StringComparison.Ordinal);
        Assert.StartsWith(advice, trouble.Advice, StringComparison.Ordinal);
    }
}
