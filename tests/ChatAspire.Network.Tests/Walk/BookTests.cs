using System.Text;
using ChatAspire.Network.Walk.Capture;
using ChatAspire.Network.Walk.Output;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>The chapter's own way: its rules, its tcpdump lines, and what they said.</summary>
public class BookTests
{
    // walk --live chat-b redis --book on a real lab (iptables 1.8.9)
    private const string Saved = """
        nat [0:0] -A PREROUTING -p tcp -m multiport --ports 6379 -m comment --comment chatlab-walk-49862db9 -j LOG --log-prefix "PREROUTING: "
        nat [0:0] -A POSTROUTING -p tcp -m multiport --ports 6379 -m comment --comment chatlab-walk-49862db9 -j LOG --log-prefix "POSTROUTING: "
        nat [0:0] -A DOCKER -p tcp -m multiport --ports 6379 -m comment --comment chatlab-walk-49862db9 -j LOG --log-prefix "NAT DOCKER: "
        filter [60:3618] -A FORWARD -p tcp -m multiport --ports 6379 -m comment --comment chatlab-walk-49862db9 -j LOG --log-prefix "FORWARD: "

        """;

    private static readonly WalkFixture Fixture = new("syn");

    private static readonly LogRulesPlan Plan = LogRulesPlan.On([Fixture.ToRedis(6379)], [.. Fixture.Frames.Keys.Where(place => place.Host == "host-a")], WalkFixture.VxlanPort);

    [Fact]
    public void The_rules_are_the_chapter_s_for_the_walk_s_own_packets() => Assert.Equal(
        [
            "iptables -t nat -I PREROUTING 1 -p tcp -m multiport --ports 6379 -j LOG --log-prefix \"PREROUTING: \"",
            "iptables -t nat -I DOCKER 1 -p tcp -m multiport --ports 6379 -j LOG --log-prefix \"NAT DOCKER: \"",
            "iptables -t nat -I POSTROUTING 1 -p tcp -m multiport --ports 6379 -j LOG --log-prefix \"POSTROUTING: \"",
            "iptables -I FORWARD 1 -p tcp -m multiport --ports 6379 -j LOG --log-prefix \"FORWARD: \"",
            "iptables -I DOCKER 1 -p tcp -m multiport --ports 6379 -j LOG --log-prefix \"FILTER DOCKER: \"",
        ],
        Plan.Rules.Select(rule => $"{rule}"));

    [Fact]
    public void Tcpdump_is_asked_as_in_the_chapter() => Assert.Equal(
        [
            "nsenter -t 1 -n tcpdump -i eth0 -n -A '(tcp[tcpflags] & tcp-syn) == 0 and (tcp[tcpflags] & tcp-push) != 0'",
            "tcpdump -i eth0 udp port 4789 -n",
            "tcpdump -i veth7e2b275 -n -A '(tcp[tcpflags] & tcp-syn) == 0 and (tcp[tcpflags] & tcp-push) != 0'",
            "tcpdump -i vxlan-net -n -A '(tcp[tcpflags] & tcp-syn) == 0 and (tcp[tcpflags] & tcp-push) != 0'",
            "tcpdump -i vxlan-net arp -n -e -q",
            "tcpdump -i vxlan-net port 6379 -n -q",
            "tcpdump -i vxlan0 port 6379 -n -q",
        ],
        Plan.Readings.Select(reading => $"{reading}").Order(StringComparer.Ordinal));

    [Fact]
    public void Each_rule_says_how_many_packets_it_met()
    {
        var seen = Seen((CaptureScript.BookRules, Saved), (CaptureScript.BookLog, "[1.2] FORWARD: IN=vxlan-net\n"));

        Assert.Equal([0, 0, 0, 60, null], seen.Rules.Select(rule => rule.Packets));
        Assert.Equal(["[1.2] FORWARD: IN=vxlan-net"], seen.Log);
        Assert.Null(seen.Silence);
    }

    [Theory]
    [InlineData(Saved, "", "", "nf_log_all_netns=1")]
    [InlineData(Saved, "dmesg: read kernel buffer failed: Operation not permitted\n", "", "not permitted")]
    [InlineData(Saved, "", "yes\n", "level warning")]
    [InlineData("", "", "", "no packet met")]
    public void Where_the_log_is_silent_it_says_why(string rules, string errors, string first, string why) => Assert.Contains(
        why, Seen((CaptureScript.BookRules, rules), (CaptureScript.BookErrors, errors), (CaptureScript.BookNamespace, first)).Silence, StringComparison.Ordinal);

    /// <summary>tcpdump -A shows what anybody sent.</summary>
    [Fact]
    public void What_a_packet_carries_cannot_steer_the_terminal()
    {
        var tap = new CaptureResult("host-a", [], "", [], default, default, Seen((CaptureScript.Reading(0), "GET /\u001b[31m HTTP/1.1\r\n")), []);

        var lines = LogRulesOutput.Lines(new WalkReport("", [], WalkFixture.SameClock, null, null, [tap], [])).Select(line => line.Text).ToList();

        Assert.Contains("   GET /\uFFFD[31m HTTP/1.1", lines);
    }

    [Fact]
    public void A_damaged_list_of_rules_is_read_as_far_as_it_goes()
    {
        foreach (var copy in Mutations.Of(Encoding.UTF8.GetBytes(Saved), 1000, 20261125))
        {
            var skipped = new List<string>();
            var rules = LogRulesResult.Of(Plan, name => name == CaptureScript.BookRules ? Encoding.UTF8.GetString(copy) : "", skipped.Add).Rules;

            Assert.Equal(Plan.Rules, rules.Select(rule => rule.Rule));
            Assert.Null(rules[^1].Packets);
            var isCut = copy.Length < Saved.Length - Mutations.MaxChanges;
            Assert.True(rules.Count(rule => rule.Packets is not null) == 4 || skipped.Count > 0 || isCut, $"a rule lost, and nothing said:\n{Encoding.UTF8.GetString(copy)}");
        }
    }

    // dmesg (Linux 6.1), of a rule with the chapter's prefix
    private const string Logged = """
        [ 1941.002448] FORWARD: IN= OUT=lo SRC=127.0.0.1 DST=127.0.0.1 LEN=60 TOS=0x00 PREC=0x00 TTL=64 ID=56455 DF PROTO=TCP SPT=38382 DPT=9999 WINDOW=65495 RES=0x00 SYN URGP=0 

        """;

    [Fact]
    public void A_damaged_log_is_shown_as_it_is_and_steers_no_terminal()
    {
        foreach (var copy in Mutations.Of(Encoding.UTF8.GetBytes(Logged), 1000, 20261125))
        {
            var book = Seen((CaptureScript.BookLog, Encoding.UTF8.GetString(copy)));

            Assert.Equal(Encoding.UTF8.GetString(copy).Replace("\n", "", StringComparison.Ordinal), string.Concat(book.Log));
            Assert.Equal(book.Log.Count == 0, book.Silence is not null);
            var lines = LogRulesOutput.Lines(new WalkReport("", [], WalkFixture.SameClock, null, null, [new CaptureResult("host-a", [], "", [], default, default, book, [])], [])).ToList();
            Assert.DoesNotContain(lines, line => line.Text.Any(char.IsControl));
        }
    }

    private static LogRulesResult Seen(params (string Name, string Text)[] files)
    {
        var skipped = new List<string>();
        var seen = LogRulesResult.Of(Plan, name => files.FirstOrDefault(file => file.Name == name).Text ?? "", skipped.Add);
        Assert.Empty(skipped);
        return seen;
    }
}
