using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;
using ChatAspire.Provisioner.Output;
using ChatAspire.Testing;

namespace ChatAspire.Ec2.Tests;

/// <summary>Tests the waits after a launch: each names its condition, and on timeout reports AWS's status and the console.</summary>
public sealed class WaitTests : OnFakeEc2
{
    private static readonly TimeSpan ForEver = TimeSpan.FromHours(1);

    [Fact]
    public async Task An_instance_that_never_runs()
    {
        Aws.Cloud.PendingFor = ForEver;
        Aws.Options = Aws.Options with { Timeouts = Aws.Options.Timeouts with { Running = TimeSpan.FromSeconds(1) } };

        await GivesUpAsync("is still pending after 1 s", "is pending, status checks:", "its console, last lines:");
    }

    [Fact]
    public async Task An_instance_that_ends_while_it_starts()
    {
        Aws.Cloud.PendingFor = ForEver;
        var ending = Task.Run(async () =>
        {
            await Wait.UntilAsync("an instance was launched", () => Aws.Cloud.Alive().Count > 0, TimeSpan.FromSeconds(30));
            Aws.Cloud.Alive()[0].End(DateTimeOffset.UtcNow, "Server.InternalError", "Server.InternalError: Internal error on launch");
        }, TestContext.Current.CancellationToken);

        await GivesUpAsync("ended while it started: Server.InternalError", "its console, last lines:");
        await ending;
    }

    [Fact]
    public async Task An_installation_that_never_ends()
    {
        Aws.Machines.Installs = ForEver;
        Aws.Options = Aws.Options with { Timeouts = Aws.Options.Timeouts with { CloudInit = TimeSpan.FromSeconds(1) } };

        await GivesUpAsync("cloud-init has not ended after 1 s: it is still running", "is running, status checks: ok",
            "its console, last lines:", "Linux version");
    }

    [Fact]
    public async Task What_is_waited_for_is_said()
    {
        await Aws.UpAsync();

        var titles = Aws.Events.OfType<LabEvent.StepStarted>().Where(e => e.HostSteps.Name == "host-b").Select(e => e.Step.Title);
        Assert.Equal(["instance chatlab host-b runs", "SSH answers with the pinned host key", "the host has made its own SSH key",
            "cloud-init has installed what a host needs", "the metadata service is off"], titles);
    }

    private async Task GivesUpAsync(params string[] says)
    {
        UserErrorException error = null!;
        var code = await ErrorReport.GuardAsync(async () =>
        {
            error = await Assert.ThrowsAnyAsync<UserErrorException>(Aws.UpAsync);
            throw error;
        }, _ => { });

        Assert.Equal(2, code);
        Assert.All(says, s => Assert.Contains(s, error.Message, StringComparison.Ordinal));
        Assert.NotNull(error.Hint);
        Assert.Empty(Aws.Cloud.Leftovers());
    }
}
