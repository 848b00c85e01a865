using ChatAspire.Lab.Faults;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Overlay;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Walks;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Challenges;

/// <summary>Sends traffic between all ends of a lab, and names the pairs between which it does not pass.</summary>
internal sealed class LabHealth(ConnectedLab lab)
{
    /// <summary>IPv4 header 20 + ICMP header 8.</summary>
    private const int PingOverheadBytes = 28;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    private readonly FaultPlace _place = new(lab.Spec, lab.Facts);

    /// <summary>Sends everything once; messages only if the rest passes.</summary>
    public async Task<IReadOnlyList<Remark>> ProbeAsync(CancellationToken cancellation)
    {
        var found = (await Task.WhenAll(Probes().Select(probe => RunAsync(probe, cancellation)))).OfType<Remark>().ToList();
        return found.Count > 0 ? found : await MessagesAsync(cancellation);
    }

    /// <summary>Repeats what fails until it passes or the time is up, because nodes may be reconnecting after a cure.</summary>
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
            // The connection is held open for 0.4 s; %{num_connects} is 1 once it is open.
            yield return new(chat.Host, new(RemarkKind.Traffic, "no-connection", chat.Name, redis.Name),
                $"[ \"$(into {chat.Name} curl -s --connect-timeout 2 --max-time 0.4 -o /dev/null -w '%{{num_connects}}' "
                    + $"telnet://{redis.Address}:{redis.Port} </dev/null)\" = 1 ]");
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
            return probe.Failure; // It did not end in time.
        }
    }

    /// <summary>Posts a long message on each node, and reads it on the other.</summary>
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

    /// <summary>A shell script that sends traffic and succeeds if it passes.</summary>
    private sealed record Probe(string Host, Remark Failure, string Script);
}
