using System.Globalization;
using System.Text.Json;
using ChatAspire.FakeEc2;
using ChatAspire.Lab.Steps;

namespace ChatAspire.Ec2.Tests;

/// <summary>Tests <c>chatlab ttl</c>, which changes the deadline of running instances.</summary>
public sealed class TimeToLiveTests : OnFakeEc2
{
    [Fact]
    public async Task Deadline_is_replaced_on_every_host_and_shown_by_its_tag()
    {
        await Aws.UpAsync();

        using var document = JsonDocument.Parse(await RunAsync(0, "ttl", "4h", "--json"));

        var hosts = document.RootElement.GetProperty("hosts").EnumerateArray().ToList();
        Assert.Equal(["host-a", "host-b"], hosts.Select(h => h.GetProperty("host").GetString()));
        Assert.All(hosts, h => Assert.Equal(SshdMachines.Deadline, h.GetProperty("ends").GetDateTimeOffset()));
        var tag = SshdMachines.Deadline.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        Assert.All(Aws.Cloud.Alive(), i => Assert.Equal(tag, i.Tags["chatlab:ends"]));
        Assert.Contains("terminates itself at 2026-11-29 04:42 UTC", await RunAsync(0, "ttl", "4h"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task None_removes_the_deadline()
    {
        await Aws.UpAsync();

        Assert.Contains("no longer terminates itself", await RunAsync(0, "ttl", "none"), StringComparison.Ordinal);

        Assert.All(Aws.Cloud.Alive(), i => Assert.Equal("never", i.Tags["chatlab:ends"]));
        await Aws.UpAsync();
        Assert.Contains(Aws.Events, e => e is LabEvent.StepEnded { Outcome: StepOutcome.Satisfied } ended
            && ended.Reason.Contains("does not end by itself", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("5y", "ttl 5y: not a time from 2m to 30d.", "ttl 4h")]
    [InlineData("1m", "ttl 1m: not a time from 2m to 30d.", "ttl 4h")]
    [InlineData("4h", "Lab chatlab is not running.", "chatlab up")]
    public async Task Bad_values_and_a_lab_that_is_not_running_are_refused(string time, params string[] says)
    {
        var output = await RunAsync(2, "ttl", time);

        Assert.All(says, s => Assert.Contains(s, output, StringComparison.Ordinal));
        Assert.DoesNotContain(Aws.Server.Calls, c => c.Changes);
    }

    [Fact]
    public async Task Lab_on_this_machine_has_none()
    {
        await using var run = Aws.CliLocal("ttl", "4h");

        Assert.Equal(2, await run.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains("A lab on this machine has no time to live.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tag_that_may_not_be_set_is_reported()
    {
        await Aws.UpAsync();
        Aws.Cloud.Policy = IamPolicy.Parse(PolicyFile.Text).Without("ec2:CreateTags");

        Assert.Contains("the permission ec2:CreateTags is missing", await RunAsync(2, "ttl", "4h"), StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(int code, params string[] arguments)
    {
        await using var run = Aws.Cli(arguments);
        var ended = await run.WaitForExitAsync(TimeSpan.FromSeconds(90));
        Assert.True(ended == code, run.Output);
        return run.Output;
    }
}
