using System.Security.Cryptography;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Capture;
using ChatAspire.Network.Walk.Drops;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Evidence;

/// <summary>
/// Records the packets that the kernels of the hosts drop in the namespaces of a path. A host on which recording fails is reported as not
/// read.
/// </summary>
/// <param name="tunnelPort">The UDP destination port that marks a VXLAN frame.</param>
/// <param name="places">The namespaces to observe, each with its host; a null namespace is the host's own.</param>
/// <param name="isIpv6">True to record IPv6 packets instead of IPv4 and ARP.</param>
internal sealed class DropWatch(
    Topology topology, int tunnelPort, IReadOnlyCollection<(string Host, Netns? Netns)> places, bool isIpv6)
{
    /// <summary>The time after which a host ends its recording by itself. Repeated traffic takes only a few seconds.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, Task<CaptureSession>> _sessions = [];
    private Task<DropRecording[]>? _stopping;

    /// <summary>Starts recording on all hosts in parallel, and returns when each host records or has failed.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        var id = RandomNumberGenerator.GetHexString(8, lowercase: true);
        foreach (var host in places.GroupBy(place => place.Host))
        {
            var plan = CapturePlan.Of(new DropPlan([.. host.Select(place => place.Netns)], tunnelPort) { IsIpv6 = isIpv6 });
            _sessions[host.Key] = CaptureSession.StartAsync(topology.Host(host.Key).Runner, id, plan, Limit, cancellation);
        }

        await ((Task)Task.WhenAll(_sessions.Values)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Stops all recordings. Later calls return the same result.</summary>
    /// <returns>One recording for each host that was to be observed.</returns>
    public async Task<IReadOnlyList<DropRecording>> StopAsync() =>
        await (_stopping ??= Task.WhenAll(_sessions.Select(session => StopAsync(session.Key, session.Value))));

    private static async Task<DropRecording> StopAsync(string host, Task<CaptureSession> starting)
    {
        try
        {
            var result = await (await starting).StopAsync();
            return result.Drops ?? DropRecording.None(host, "nothing was recorded");
        }
        catch (Exception e) when (e is UserErrorException or CommandFailedException or OperationCanceledException)
        {
            return DropRecording.None(host, e.Message.Split('\n')[0]);
        }
    }
}
