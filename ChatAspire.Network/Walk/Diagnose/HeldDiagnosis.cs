using System.Net;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Evidence;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>
/// Finds a queue or an untraced rule that drops a packet between two devices. Rules are untraced if they belong to iptables-legacy or to an
/// nftables family that the trace does not cover.
/// </summary>
/// <param name="separation">Explains a drop by one of Docker's rules in terms of the ends' networks; null to report only the rule.</param>
internal sealed class HeldDiagnosis(WalkPath path, WalkEvidence evidence, SeparationDiagnosis? separation = null)
{
    /// <summary>
    /// nftables families that a walk's trace does not cover. Rules of other families are left out: the trace would show a drop by them, and
    /// their counters may have counted other packets.
    /// </summary>
    private static readonly string[] Untraced = ["bridge", "netdev", "arp"];

    /// <summary>Explains the loss by state that was read; null if none explains it, or the devices are on different hosts.</summary>
    public Verdict? Explain(CapturePoint last, CapturePoint next, Frame frame)
    {
        if (last.Host != next.Host)
        {
            return null;
        }

        return InHost(last, next, frame) ?? Queued(next, isIngress: false) ?? Queued(last, isIngress: true);
    }

    private Verdict? InHost(CapturePoint last, CapturePoint next, Frame frame)
    {
        Packet[] outer = path.Tunnel is { } tunnel
            ? [Outer(tunnel.From, tunnel.To, tunnel.Port), Outer(tunnel.To, tunnel.From, tunnel.Port)]
            : [];
        // Rules in a Swarm overlay's namespace are not traced, so any of them may be the cause.
        var inside = last.Netns == next.Netns ? last.Overlay : null;
        var state = inside is null ? evidence.OfHost(last.Host) : evidence.Of(last);
        if (state?.Dropping(rule => inside is not null || IsBetween(rule, last, next), [frame.Packet, .. outer]) is not { } rule)
        {
            return null;
        }

        var place = inside is null ? rule.Location : $"{rule.Location} of {inside}";
        // Rules of iptables-legacy are not traced, so this may be one of Docker's.
        var advice = rule.Text is { } text ? DockersRule.Advice(rule.Table, rule.Chain, text) : null;
        return (advice is null ? null : separation?.Explain((place, rule.Text!)))
            ?? new Verdict(
                CauseId.RuleDrops, last.Host, place, $"{rule.Cause} between {last} and {next}", advice ?? $"{state.Enter}{rule.Removal}");
    }

    private static bool IsBetween(FilterRule rule, CapturePoint last, CapturePoint next) => rule.Family == "netdev"
        ? rule.Hook is { } hook && (IsAt(hook, "ingress", last) || IsAt(hook, "egress", next))
        : rule.IsLegacy || (Untraced.Contains(rule.Family) && rule.Text is not null);

    // ingress device "vethcb31698"
    private static bool IsAt(string hook, string name, CapturePoint point) =>
        hook.Split(' ') is [var kind, "device", var device] && kind == name && device.Trim('"') == point.Device;

    private Verdict? Queued(CapturePoint point, bool isIngress) =>
        evidence.Of(point) is { } state ? Outgoing.Queued(point, state, isIngress) : null;

    /// <summary>
    /// Builds the outer packet that carries frames from one end of the tunnel to the other, as far as rules can match it.
    /// </summary>
    private static Packet Outer(TunnelEnd from, TunnelEnd to, int port) => new(
        Protocol.Udp, new Endpoint(IPAddress.Parse(from.Address)), new Endpoint(IPAddress.Parse(to.Address), port), 0, 0, 0, false, 0, 0, 0,
        default);
}
