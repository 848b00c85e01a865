using System.Security.Cryptography;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Capture;
using ChatAspire.Network.Walk.Drops;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Evidence;

/// <summary>
/// Records the packets that the kernels of some hosts drop, each in the namespaces of a path. A host on which that fails is reported as
/// not read.
/// </summary>
/// <param name="tunnelPort">The UDP destination port that marks a VXLAN frame.</param>
/// <param name="places">Host, and the namespace or null for the host's own.</param>
/// <param name="isIpv6">True for the drops of IPv6 instead of IPv4 and ARP.</param>
internal sealed class DropWatch(
    Topology topology, int tunnelPort, IReadOnlyCollection<(string Host, Netns? Netns)> places, bool isIpv6)
{
    /// <summary>Repeated traffic takes a few seconds; a host ends its recording after this time.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, Task<CaptureSession>> _sessions = [];
    private Task<DropRecording[]>? _stopping;

    /// <summary>Starts all hosts side by side, and returns when each records or cannot.</summary>
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

    /// <summary>Ends all recordings, once.</summary>
    /// <returns>One per host that was started.</returns>
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
