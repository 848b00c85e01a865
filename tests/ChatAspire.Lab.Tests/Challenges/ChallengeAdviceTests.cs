using ChatAspire.Lab.Challenges;
using ChatAspire.Lab.Faults;

namespace ChatAspire.Lab.Tests.Challenges;

/// <summary>A hint answers what was tried.</summary>
public sealed class ChallengeAdviceTests
{
    private const string Setting = "|sysctl|net.ipv4.ip_forward=1";

    private static readonly ChallengeRecord Begun = new("night-shift", 1, DateTimeOffset.UnixEpoch)
    {
        Before = new Dictionary<string, IReadOnlyList<string>> { ["host-a"] = [Setting], ["host-b"] = [Setting] },
    };

    [Fact]
    public void Nothing_was_changed() => Assert.Equal(["advice-nothing"], Keys(Begun, isPresent: true, [Setting], [Setting]));

    [Theory]
    [InlineData("host-a", "advice-near")]
    [InlineData("host-b", "advice-elsewhere")]
    public void A_change_is_on_the_right_host_or_not(string faultHost, string key) =>
        Assert.Equal([key], Keys(Begun, isPresent: true, ["|sysctl|net.ipv4.ip_forward=0"], [Setting], faultHost));

    [Fact]
    public void A_restart_did_not_help() => Assert.Equal(
        ["advice-restarted"], Keys(Begun, isPresent: true, [Setting], [Setting, "|started|chat-b 2026-11-28T10:00:00Z"]));

    [Fact]
    public void The_cause_is_gone_and_something_else_remains()
    {
        var lost = new Remark(RemarkKind.Traffic, "no-ping", "chat-a", "chat-b");
        var checkedOnce = Begun with { Attempts = [new(DateTimeOffset.UnixEpoch, [lost])] };

        Assert.Equal(
            ["advice-gone", "advice-left", "advice-last", "no-ping"],
            Keys(checkedOnce, isPresent: false, ["|sysctl|net.ipv4.ip_forward=0"], [Setting]));
    }

    [Fact]
    public void The_cause_is_gone_and_was_not_checked() =>
        Assert.Equal(["advice-check"], Keys(Begun, isPresent: false, [Setting], [Setting]));

    private static IEnumerable<string> Keys(
        ChallengeRecord record, bool isPresent, string[] onA, string[] onB, string faultHost = "host-a") => ChallengeAdvice.Of(
            record, faultHost, isPresent,
            new Dictionary<string, HostState> { ["host-a"] = HostState.Parse(onA), ["host-b"] = HostState.Parse(onB) })
        .Select(remark => remark.Key);
}
