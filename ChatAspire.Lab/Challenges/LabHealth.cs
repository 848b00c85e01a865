using ChatAspire.Lab.Faults;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Overlay;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Walks;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Challenges;

/// <summary>
/// Sends traffic between Redis, the near and the far chat node, this machine and the outside, and reports each failure as a remark.
/// </summary>
internal sealed class LabHealth(ConnectedLab lab)
{
    /// <summary>IPv4 header 20 + ICMP header 8, which the MTU includes and <c>ping -s</c> does not.</summary>
    private const int PingOverheadBytes = 28;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    private readonly FaultPlace _place = new(lab.Spec, lab.Facts);

    /// <summary>Runs every probe once, and posts chat messages only if all of them pass.</summary>
    /// <returns>One remark per failure; empty if all traffic passes.</returns>
    public async Task<IReadOnlyList<Remark>> ProbeAsync(CancellationToken cancellation)
    {
        var found = (await Task.WhenAll(Probes().Select(probe => RunAsync(probe, cancellation)))).OfType<Remark>().ToList();
        return found.Count > 0 ? found : await MessagesAsync(cancellation);
    }

    /// <summary>Repeats all probes until they pass or the time is up, because nodes may be reconnecting after a cure.</summary>
    /// <returns>The failures of the last round; empty if all traffic passed.</returns>
    public async Task<IReadOnlyList<Remark>> ProbeUntilAsync(TimeSpan limit, CancellationToken cancellation)
    {
        IReadOnlyList<Remark> found = [];
        await Poll.UntilAsync(
            async () => (found = await ProbeAsync(cancellation)).Count == 0, limit, TimeSpan.FromMilliseconds(300), cancellation);
        return found;
    }

    /// <summary>The URL of a chat node's published port on this machine.</summary>
    private Uri Url(ChatSpec chat) => lab.Host(chat.Host).Facts.Published[chat.Publish];

    private IEnumerable<Probe> Probes()
    {
        var (redis, near, far) = (lab.Spec.Redis, _place.Near, _place.Far);
        var mtu = OverlayPlan.For(lab.Spec, lab.Facts, lab.Facts[0]).Mtu;
        foreach (var chat in new[] { near, far })
        {
            // The timeout of 2 s allows for one lost SYN, which the kernel sends again after 1 s (tcp(7)).
            yield return new(chat.Host, new(RemarkKind.Traffic, "no-connection", chat.Name, redis.Name),
                $"into {chat.Name} timeout 2 bash -c ': < /dev/tcp/{redis.Address}/{redis.Port}' 2>/dev/null");
            yield return new(chat.Host, new(RemarkKind.Traffic, "no-health", chat.Name),
                $"into {chat.Name} curl -sf -o /dev/null --max-time 3 http://{chat.Address}:{chat.Publish}/health");
            yield return new(chat.Host, new(RemarkKind.Traffic, "no-outside", chat.Name),
                $"{OutsideAddress.Set}\n! {OutsideAddress.Answers} || into {chat.Name} ping -q -c 1 -W 2 \"$outside\" >/dev/null");
            yield return new(LocalMachine.LocalName, new(RemarkKind.Traffic, "no-answer", chat.Name, $"{Url(chat)}"),
                $"curl -sf -o /dev/null --noproxy '*' --max-time 3 {Url(chat)}alive");
        }

        foreach (var (from, to) in new[] { (near, far), (far, near) })
        {
            yield return new(from.Host, new(RemarkKind.Traffic, "no-ping", from.Name, to.Name),
                $"into {from.Name} ping -q -c 1 -W 2 {to.Address} >/dev/null");
            yield return new(from.Host, new(RemarkKind.Traffic, "no-long-ping", from.Name, to.Name, $"{mtu}"),
                $"into {from.Name} ping -q -c 1 -W 2 -M do -s {mtu - PingOverheadBytes} {to.Address} >/dev/null");
        }
    }

    private async Task<Remark?> RunAsync(Probe probe, CancellationToken cancellation)
    {
        await using var machine = new LocalMachine();
        var runner = probe.Host == LocalMachine.LocalName ? (ICommandRunner)machine : lab.Host(probe.Host).Host;
        try
        {
            var result = await runner.RunAsync(FaultShell.Run(probe.Script).WithTimeout(Limit), cancellation);
            return result.Succeeded ? null : probe.Failure;
        }
        catch (CommandFailedException)
        {
            return probe.Failure; // The probe timed out.
        }
    }

    /// <summary>Posts a long message on the near node and one on the far node, and reads each on the opposite node.</summary>
    /// <returns>One remark per message that did not arrive.</returns>
    private async Task<IReadOnlyList<Remark>> MessagesAsync(CancellationToken cancellation)
    {
        var (near, far) = (_place.Near, _place.Far);
        var text = string.Join(' ', Enumerable.Repeat("A long message fills several packets.", 80));
        var sent = await Task.WhenAll(new[] { (near, far), (far, near) }.Select(async ends =>
        {
            var outcome = await ChatMessage.SendAsync(Url(ends.Item1), Url(ends.Item2), text, Traceparent.Create(), cancellation);
            return outcome.Succeeded ? null : new Remark(RemarkKind.Traffic, "no-message", ends.Item1.Name, ends.Item2.Name);
        }));
        return [.. sent.OfType<Remark>()];
    }

    /// <summary>A probe: the host that runs it, the remark if it fails, and a shell script that succeeds if its traffic passes.</summary>
    private sealed record Probe(string Host, Remark Failure, string Script);
}
