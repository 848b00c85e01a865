using System.Globalization;
using Amazon.EC2;
using Amazon.EC2.Model;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Changes the time to live of running hosts: first the timer on each host, then the tag that shows the deadline.</summary>
internal static class TimeToLiveChange
{
    /// <param name="inventory">Contains the hosts' instances.</param>
    /// <param name="timeToLive">The time from now; null for never.</param>
    /// <returns>The hosts' new deadlines.</returns>
    /// <exception cref="UserErrorException">A host or AWS refused a change; other changes may have been made.</exception>
    public static async Task<IReadOnlyList<HostDeadline>> ApplyAsync(
        IAmazonEC2 api, Ec2Inventory inventory, IReadOnlyList<LabHost> hosts, TimeSpan? timeToLive, CancellationToken cancellation)
    {
        var deadlines = await Task.WhenAll(hosts.Select(host => SetAsync(host, timeToLive, cancellation)));
        await Ec2Errors.AskAsync(
            "CreateTags",
            () => Task.WhenAll(deadlines.Select(deadline => api.CreateTagsAsync(
                new()
                {
                    Resources = [inventory.AliveOf(deadline.Host)[0].InstanceId],
                    Tags = [new Tag(LabTags.Ends, LabTags.Format(deadline.Ends))],
                },
                cancellation))),
            cancellation);
        return deadlines;
    }

    // 1795886548
    private static async Task<HostDeadline> SetAsync(LabHost host, TimeSpan? timeToLive, CancellationToken cancellation)
    {
        var result = (await host.Host.RunAsync(InstanceTimer.Set(timeToLive), cancellation)).Check();
        return new HostDeadline(host.Name, timeToLive is null
            ? null
            : DateTimeOffset.FromUnixTimeSeconds(long.Parse(result.Output.Trim(), CultureInfo.InvariantCulture)));
    }
}
