using ChatAspire.Testing;

namespace ChatAspire.Ec2.Tests;

/// <summary>
/// Kills <c>up</c> with SIGKILL after a request, from the first launch on: every instance launched by then ends itself at the end of its
/// time to live.
/// </summary>
public sealed class KilledLaunchTests(Vpc vpc)
{
    private const int TimeToLiveMinutes = 2;

    /// <summary>A boot to the timer, and the power-off, side by side with other machines.</summary>
    private static readonly TimeSpan Overhead = TimeSpan.FromMinutes(8);

    /// <summary>The number of requests from the first launch to the end of <c>up</c>: launches, polling, metadata options.</summary>
    private static int Requests => FullRun.IsOn ? 10 : 3;

    [Fact]
    public async Task Instances_end_themselves_whenever_up_was_killed()
    {
        var machines = await vpc.MachinesAsync();
        await machines.PrepareAsync(Vpc.Debian(13)); // the default

        await Task.WhenAll(Enumerable.Range(0, Requests).Select(answered => EndsItselfAsync(machines, answered)));
    }

    private static async Task EndsItselfAsync(HostMachines machines, int answered)
    {
        await using var ec2 = await Ec2Fixture.StartAsync(machines);
        (ec2.Server.Faults.SilentAction, ec2.Server.Faults.SilentAfter) = ("RunInstances", answered);
        await using (var up = ec2.CliUp("--ttl", $"{TimeToLiveMinutes}m"))
        {
            await Task.WhenAny(ec2.Server.Faults.Silenced.Task, up.WaitForExitAsync(TimeSpan.FromMinutes(10)));
            await up.KillAsync();
        }

        Assert.NotEmpty(ec2.Cloud.Instances);
        await Wait.UntilAsync(
            $"the instances of a launch that was killed after {answered} requests are terminated",
            () => ec2.Cloud.Instances.TrueForAll(i => i.State(DateTimeOffset.UtcNow, ec2.Cloud) == "terminated"),
            TimeSpan.FromMinutes(TimeToLiveMinutes) + Overhead);
        Assert.All(ec2.Cloud.Instances, i =>
        {
            Assert.Equal("Client.InstanceInitiatedShutdown", i.StateReason?.Code);
            Assert.True(i.Ended - i.Launched >= TimeSpan.FromMinutes(TimeToLiveMinutes), $"{i.Id} ended after {i.Ended - i.Launched}");
        });
    }
}
