namespace ChatAspire.Ec2.Tests;

/// <summary>
/// Kills <c>up</c> with SIGKILL after each of its requests in turn: the fake executes the request and does not answer.
/// <c>down</c> removes everything created by then, and another <c>up</c> completes without a second instance of any host.
/// </summary>
public sealed class KillTests
{
    // Twenty-two read or dry-run, seven create (including retries while EC2 does not yet see a resource), then come polling
    // and, after an error of the machines, which have no engine, the roll-back.
    private const int Last = 33;

    // Nothing changes in EC2 before the first request that creates something, so one of the earlier requests represents them all.
    private static readonly int[] Sample = [1, 23, 24, 25, 26, 27, 28, 29];

    public static TheoryData<int> Requests =>
        [.. FullRun.IsOn ? Enumerable.Range(1, Last) : Sample];

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Down_after_a_kill_leaves_nothing(int request)
    {
        await using var ec2 = await KilledAsync(request);

        await ec2.DownAsync();

        Assert.Empty(ec2.Cloud.Leftovers());
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Up_after_a_kill_completes_with_two_instances(int request)
    {
        await using var ec2 = await KilledAsync(request);
        var ended = ec2.Cloud.Instances.Count - ec2.Cloud.Alive().Count; // by the killed run's roll-back

        var hosts = await ec2.UpAsync();

        Assert.Equal(["host-a", "host-b"], hosts.Select(h => h.Name));
        Assert.Equal(2 + ended, ec2.Cloud.Instances.Count);
        Assert.Equal(2, ec2.Cloud.Alive().Count);
        await ec2.DownAsync();
        Assert.Empty(ec2.Cloud.Leftovers());
    }

    [Fact]
    public async Task Down_killed_after_each_of_its_requests_can_be_run_again()
    {
        for (var request = 1; request <= 9; request++)
        {
            await using var ec2 = await Ec2Fixture.StartAsync();
            await ec2.UpAsync();
            ec2.Server.Faults.Clear();
            ec2.Server.Faults.SilentAt = request;
            await using (var down = ec2.Cli("down"))
            {
                await ec2.Server.Faults.Silenced.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
                await down.KillAsync();
            }
            ec2.Server.Faults.Clear();

            await ec2.DownAsync();

            Assert.Empty(ec2.Cloud.Leftovers());
        }
    }

    private static async Task<Ec2Fixture> KilledAsync(int request)
    {
        var ec2 = await Ec2Fixture.StartAsync();
        ec2.Server.Faults.SilentAt = request;
        await using (var up = ec2.CliUp())
        {
            await ec2.Server.Faults.Silenced.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            await up.KillAsync();
        }
        ec2.Server.Faults.Clear();
        return ec2;
    }
}
