using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Walks;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Walk;
using ChatAspire.Network.Walk.Output;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Lab.Challenges;

/// <summary>Runs a walk between the endpoints of a story.</summary>
internal static class ChallengeWalk
{
    /// <returns>The symptom; null if every packet arrived, or if the outside address does not even answer the container's host.</returns>
    public static async Task<Remark?> RunAsync(ConnectedLab lab, StoryEnds ends, CancellationToken cancellation)
    {
        var context = new WalkContext(LabScene.Of(lab.Spec, lab.Hosts), LogRules: false, new Silence());
        var to = ends.To;
        if (ends is { From: { } container, To: StoryEnds.Outside })
        {
            var host = lab.Host(lab.Spec.Chat.First(chat => chat.Name == container).Host).Host;
            var found = await host.RunAsync(
                HostCommand.Shell($"{OutsideAddress.Set}; {OutsideAddress.Answers} && echo \"$outside\""), cancellation);
            if (!found.Succeeded)
            {
                return null; // The outside address does not answer pings, so a walk to it would prove nothing.
            }

            to = found.Output.Trim();
        }

        try
        {
            var report = ends.From is { } from
                ? await new ConnectionWalk(context).RunAsync(
                    from, to, null, ends.IsPing ? ProbeKind.Ping : null, ends.Size, cancellation)
                : await new ExternalWalk(context).RunAsync(
                    to, lab.Spec.Chat.First(chat => chat.Host == to).Publish, cancellation);
            return IsWhole(report) ? null : Failure();
        }
        catch (UserErrorException)
        {
            return Failure(); // An endpoint is not running, or publishes no port.
        }

        Remark Failure() => ends.From is { } from
            ? new(RemarkKind.Traffic, "no-walk", from, to)
            : new(RemarkKind.Traffic, "no-walk-outside", to);
    }

    private static bool IsWhole(WalkReport report) => report is { Verdict: null, Outcome.Succeeded: true, Packets.Count: > 0 };

    /// <summary>Discards the progress of a walk, because the check reports its own.</summary>
    private sealed class Silence : IProgress<WalkEvent>
    {
        public void Report(WalkEvent value)
        {
        }
    }
}
