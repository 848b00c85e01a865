using System.Text;
using ChatAspire.Network.Walk.Capture;
using ChatAspire.Network.Walk.Output;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>The LOG rules and tcpdump listings of the chapter, and their results.</summary>
public class LogRulesTests
{
    // walk --live chat-b redis --log-rules on a real lab (iptables 1.8.9)
    private const string Saved = """
    nat [0:0] -A PREROUTING -p tcp -m multiport --ports 6379 -m comment --comment chatlab-walk-49862db9 -j LOG --log-prefix "PREROUTING: "
    nat [0:0] -A POSTROUTING -p tcp -m multiport --ports 6379 -m comment --comment chatlab-walk-49862db9 -j LOG --log-prefix "POSTROUTING: "
    nat [0:0] -A DOCKER -p tcp -m multiport --ports 6379 -m comment --comment chatlab-walk-49862db9 -j LOG --log-prefix "NAT DOCKER: "
    filter [60:3618] -A FORWARD -p tcp -m multiport --ports 6379 -m comment --comment chatlab-walk-49862db9 -j LOG --log-prefix "FORWARD: "

    """;

    private static readonly WalkFixture Fixture = new("syn");

    private static readonly LogRulesPlan Plan = LogRulesPlan.Create([Fixture.ToRedis(6379)],
        [.. Fixture.Frames.Keys.Where(point => point.Host == "host-a")], WalkFixture.VxlanPort);

    [Fact]
    public void The_rules_are_those_of_the_chapter_limited_to_the_walk_s_packets() => Assert.Equal(
        [
            "iptables -t nat -I PREROUTING 1 -p tcp -m multiport --ports 6379 -j LOG --log-prefix \"PREROUTING: \"",
            "iptables -t nat -I DOCKER 1 -p tcp -m multiport --ports 6379 -j LOG --log-prefix \"NAT DOCKER: \"",
            "iptables -t nat -I POSTROUTING 1 -p tcp -m multiport --ports 6379 -j LOG --log-prefix \"POSTROUTING: \"",
            "iptables -I FORWARD 1 -p tcp -m multiport --ports 6379 -j LOG --log-prefix \"FORWARD: \"",
            "iptables -I DOCKER 1 -p tcp -m multiport --ports 6379 -j LOG --log-prefix \"FILTER DOCKER: \"",
        ],
        Plan.Rules.Select(rule => $"{rule}"));

    [Fact]
    public void The_tcpdump_commands_are_those_of_the_chapter() => Assert.Equal(
        [
            "nsenter -t 1 -n tcpdump -i eth0 -n -A '(tcp[tcpflags] & tcp-syn) == 0 and (tcp[tcpflags] & tcp-push) != 0'",
            "tcpdump -i eth0 udp port 4789 -n",
            "tcpdump -i veth7e2b275 -n -A '(tcp[tcpflags] & tcp-syn) == 0 and (tcp[tcpflags] & tcp-push) != 0'",
            "tcpdump -i vxlan-net -n -A '(tcp[tcpflags] & tcp-syn) == 0 and (tcp[tcpflags] & tcp-push) != 0'",
            "tcpdump -i vxlan-net arp -n -e -q",
            "tcpdump -i vxlan-net port 6379 -n -q",
            "tcpdump -i vxlan0 port 6379 -n -q",
        ],
        Plan.Listings.Select(listing => $"{listing}").Order(StringComparer.Ordinal));

    [Fact]
    public void Each_rule_reports_how_many_packets_matched()
    {
        var result = Read((CaptureScript.LogRules, Saved), (CaptureScript.KernelLog, "[1.2] FORWARD: IN=vxlan-net\n"));

        Assert.Equal([0, 0, 0, 60, null], result.Rules.Select(rule => rule.Packets));
        Assert.Equal(["[1.2] FORWARD: IN=vxlan-net"], result.Log);
        Assert.Null(result.EmptyReason);
    }

    [Theory]
    [InlineData(Saved, "", "", "nf_log_all_netns=1")]
    [InlineData(Saved, "dmesg: read kernel buffer failed: Operation not permitted\n", "", "not permitted")]
    [InlineData(Saved, "", "yes\n", "level warning")]
    [InlineData("", "", "", "no packet matched")]
    public void An_empty_log_is_explained(string rules, string errors, string first, string reason) => Assert.Contains(
        reason, Read((CaptureScript.LogRules, rules), (CaptureScript.LogRulesErrors, errors), (CaptureScript.FirstNamespace, first))
            .EmptyReason, StringComparison.Ordinal);

    /// <summary>tcpdump -A prints untrusted content.</summary>
    [Fact]
    public void The_content_of_a_packet_cannot_control_the_terminal()
    {
        var capture = new CaptureResult("host-a", [], "", [], default, default,
            Read((CaptureScript.Listing(0), "GET /\u001b[31m HTTP/1.1\r\n")), []);

        var lines = LogRulesOutput.Lines(new WalkReport("", [], WalkFixture.SameClock, null, null, [capture], []))
            .Select(line => line.Text).ToList();

        Assert.Contains("   GET /\uFFFD[31m HTTP/1.1", lines);
    }

    [Fact]
    public void A_damaged_list_of_rules_is_read_as_far_as_possible()
    {
        foreach (var copy in Mutations.Of(Encoding.UTF8.GetBytes(Saved), 1000, 20261125))
        {
            var skipped = new List<string>();
            var rules = LogRulesResult.Read(Plan, name => name == CaptureScript.LogRules ? Encoding.UTF8.GetString(copy) : "", skipped.Add)
                .Rules;

            Assert.Equal(Plan.Rules, rules.Select(rule => rule.Rule));
            Assert.Null(rules[^1].Packets);
            var isCut = copy.Length < Saved.Length - Mutations.MaxChanges;
            Assert.True(rules.Count(rule => rule.Packets is not null) == 4 || skipped.Count > 0
                || isCut, $"a rule was lost silently:\n{Encoding.UTF8.GetString(copy)}");
        }
    }

    // dmesg (Linux 6.1), for a rule with a prefix of the chapter
    private const string Logged =
        "[ 1941.002448] FORWARD: IN= OUT=lo SRC=127.0.0.1 DST=127.0.0.1 LEN=60 TOS=0x00 PREC=0x00 TTL=64 ID=56455 DF "
        + "PROTO=TCP SPT=38382 DPT=9999 WINDOW=65495 RES=0x00 SYN URGP=0 \n";

    [Fact]
    public void A_damaged_log_is_shown_as_it_is_and_cannot_control_the_terminal()
    {
        foreach (var copy in Mutations.Of(Encoding.UTF8.GetBytes(Logged), 1000, 20261125))
        {
            var result = Read((CaptureScript.KernelLog, Encoding.UTF8.GetString(copy)));

            Assert.Equal(Encoding.UTF8.GetString(copy).Replace("\n", "", StringComparison.Ordinal), string.Concat(result.Log));
            Assert.Equal(result.Log.Count == 0, result.EmptyReason is not null);
            var lines = LogRulesOutput.Lines(new WalkReport("", [], WalkFixture.SameClock, null, null,
                [new CaptureResult("host-a", [], "", [], default, default, result, [])], [])).ToList();
            Assert.DoesNotContain(lines, line => line.Text.Any(char.IsControl));
        }
    }

    private static LogRulesResult Read(params (string Name, string Text)[] files)
    {
        var skipped = new List<string>();
        var result = LogRulesResult.Read(Plan, name => files.FirstOrDefault(file => file.Name == name).Text ?? "", skipped.Add);
        Assert.Empty(skipped);
        return result;
    }
}
