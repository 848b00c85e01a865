namespace ChatAspire.Provisioner.Tests.Ec2;

/// <summary>
/// <c>up</c> is killed with -9 after each of its requests in turn: the fake carries the request out and does not answer.
/// Whatever was made by then, <c>down</c> removes, and another <c>up</c> completes without a second instance of any host.
/// </summary>
[Trait("tier", "processes")]
public sealed class Ec2KillTests
{
    /// <summary>Requests of an <c>up</c> until both instances are launched; the waits after that change nothing.</summary>
    private const int RequestsUntilLaunched = 25;

    // The first eighteen look and ask; what is in EC2 then is what was there before, so one of them stands for all.
    public static TheoryData<int> Requests => [.. Enumerable.Range(18, RequestsUntilLaunched - 18 + 1)];

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

        var hosts = await ec2.UpAsync();

        Assert.Equal(["host-a", "host-b"], hosts.Select(h => h.Name));
        Assert.Equal(2, ec2.Cloud.Instances.Count);
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
