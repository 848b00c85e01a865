using ChatAspire.Lab.Challenges;
using ChatAspire.Lab.Faults;

namespace ChatAspire.Lab.Tests.Challenges;

/// <summary>Differences of a host, with and without those that the challenge made.</summary>
public sealed class StateComparisonTests
{
    private const string Rule = "|iptables|-A DOCKER-USER -j RETURN";
    private const string Route = "redis|route|default via 172.18.0.1 dev eth0";
    private const string Flood = "|fdb|00:00:00:00:00:00 dev vxlan0 dst 10.77.0.12 via eth0 self permanent";

    private static readonly HostState Before = HostState.Parse([Rule, Route, Flood]);

    [Fact]
    public void The_challenge_s_own_differences_do_not_count_while_it_is_present()
    {
        string[] broken = [Rule, Flood, "redis|route|blackhole 172.18.0.22"];
        var own = StateComparison.Of("host-a", Before, HostState.Parse(broken), [], isPresent: false).Fingerprints().ToList();

        var present = StateComparison.Of("host-a", Before, HostState.Parse(broken), own, isPresent: true);
        var half = StateComparison.Of("host-a", Before, HostState.Parse(broken), own, isPresent: false);

        Assert.Equal(2, own.Count);
        Assert.Empty(StateRemarks.Of(present));
        // The cause is gone, but the route that it removed is not back.
        Assert.Equal(new Remark(RemarkKind.Broad, "left", "host-a", "kind-route", "1"), Assert.Single(StateRemarks.Of(half)), Same);
    }

    [Fact]
    public void A_flushed_firewall_is_counted_and_not_shown()
    {
        var now = StateComparison.Of("host-a", Before, HostState.Parse([Route, Flood, "|nft|table inet mine"]), [], isPresent: false);

        Assert.Equal(new Remark(RemarkKind.Broad, "left-firewall", "host-a", "1", "1"), Assert.Single(StateRemarks.Of(now)), Same);
    }

    [Theory]
    [InlineData("|neigh|172.18.0.100 dev eth0 lladdr 02:42:ac:12:00:64 PERMANENT")]
    [InlineData("|started|redis 2026-11-28T10:00:00Z")]
    [InlineData("|identity|redis 0123")]
    public void Harmless_differences_are_left_out(string line) =>
        Assert.Empty(StateRemarks.Of(StateComparison.Of("host-a", Before, HostState.Parse([Rule, Route, Flood, line]), [], false)));

    [Fact]
    public void The_same_destination_without_its_device_is_as_good()
    {
        var now = HostState.Parse([Rule, Route, Flood.Replace(" via eth0", "", StringComparison.Ordinal)]);

        Assert.Empty(StateRemarks.Of(StateComparison.Of("host-a", Before, now, [], isPresent: false)));
    }

    [Fact]
    public void Fingerprints_do_not_show_the_difference()
    {
        var own = StateComparison.Of("host-a", Before, HostState.Parse([Rule]), [], isPresent: false).Fingerprints();

        Assert.All(own, print => Assert.Matches("^[0-9a-f]{20}$", print));
    }

    private static bool Same(Remark one, Remark other) =>
        (one.Kind, one.Key) == (other.Kind, other.Key) && one.Values.SequenceEqual(other.Values);
}
