using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>The nftables rules of a walk's trace.</summary>
public sealed class TraceRuleTests
{
    private static readonly TraceRule Rule = new("ip protocol tcp tcp dport 80", "ip id");

    [Fact]
    public void Every_packet_of_the_walks_own_traffic_is_traced() =>
        Assert.Equal(["ip protocol tcp tcp dport 80 meta nftrace set 1"], Rule.Rules(TraceAmount.All));

    [Fact]
    public void A_sample_is_the_same_on_all_hosts() =>
        Assert.Equal(["ip protocol tcp tcp dport 80 ip id & 31 { 0, 1 } meta nftrace set 1"], Rule.Rules(TraceAmount.Sample));

    /// <summary>The kernel would load nft_limit for it.</summary>
    [Fact]
    public void Only_a_labs_rules_have_a_limit()
    {
        Assert.All(Rule.Rules(TraceAmount.Limited), rule => Assert.Contains("limit rate", rule, StringComparison.Ordinal));
        Assert.DoesNotContain(
            "limit", string.Concat([.. Rule.Rules(TraceAmount.All), .. Rule.Rules(TraceAmount.Sample)]), StringComparison.Ordinal);
    }
}
