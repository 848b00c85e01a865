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
    [InlineData("firewalld", "filter_INPUT", null, "on host-a: nft -a list chain ip firewalld filter_INPUT")]
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
