using ChatAspire.Network.Walk.Drops;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Capture;

/// <summary>The captures to run on one host.</summary>
/// <param name="Points">The devices to capture, each with its filter in pcap-filter(7) syntax.</param>
/// <param name="TraceRules">The rules that select incoming packets to trace through the chains.</param>
/// <param name="SentTraceRules">
/// The rules that select packets sent by the host itself: encapsulated packets, and packets of the host's own programs.
/// </param>
/// <param name="Traced">The part of the selected packets that is traced.</param>
/// <param name="LogRules">The LOG rules to add; null unless requested.</param>
/// <param name="Pace">The kind of traffic, and the delay with which its packets are delivered.</param>
internal sealed record CapturePlan(
    IReadOnlyList<(CapturePoint Point, string Filter)> Points,
    IReadOnlyList<TraceRule> TraceRules,
    IReadOnlyList<TraceRule> SentTraceRules,
    TraceAmount Traced,
    LogRulesPlan? LogRules,
    CapturePace Pace)
{
    /// <summary>The drops to record; null for none.</summary>
    public DropPlan? Drops { get; init; }

    /// <summary>Creates the plan of a session that only records drops.</summary>
    public static CapturePlan Of(DropPlan drops) => new([], [], [], TraceAmount.All, null, CapturePace.Own) { Drops = drops };
}
