using ChatAspire.FakeEc2;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Network.Execution;

namespace ChatAspire.Ec2.Tests;

/// <summary>Tests the read-only commands: in any state of a lab they report what is missing and what to do, and never crash.</summary>
public sealed class LookTests : OnFakeEc2
{
    [Fact]
    public async Task Status_without_a_lab_is_one_line()
    {
        await SaysAsync(1, ["status"], "Lab chatlab is not running. Create it: chatlab up");
    }

    [Theory]
    [InlineData(1, "status")]
    [InlineData(2, "ssh", "host-a", "--", "true")]
    [InlineData(2, "verify")]
    public async Task Instances_whose_keys_are_elsewhere(int code, params string[] verb)
    {
        await Aws.UpAsync();
        Directory.Delete(Aws.KeptFiles().Path, recursive: true);

        await SaysAsync(code, verb, "its keys are not on this machine", InstanceSteps.ForeignInstance);
        Assert.Equal(2, Aws.Cloud.Alive().Count);
    }

    [Fact]
    public async Task A_dry_run_where_instances_stand_whose_keys_are_elsewhere()
    {
        await Aws.UpAsync();
        Directory.Delete(Aws.KeptFiles().Path, recursive: true);

        await SaysAsync(0, ["up", "--dry-run"], "aws ec2 run-instances");
    }

    [Fact]
    public async Task Status_of_a_stopped_and_a_pending_instance()
    {
        await Aws.UpAsync();
        var stopped = Aws.Cloud.Alive()[0];
        stopped.Stopped = true;
        Aws.Cloud.PendingFor = TimeSpan.FromHours(1);

        await SaysAsync(1, ["status"], $"{stopped.Id} is stopped", $"{Aws.Cloud.Alive()[1].Id} is still pending");
    }

    [Theory]
    [InlineData(1, "status")]
    [InlineData(2, "ssh", "host-a", "--", "true")]
    public async Task Private_addresses_that_only_up_was_told(int code, params string[] verb)
    {
        Aws.Machines.Inside = true;
        Aws.Options = Aws.Options with { Vpc = "vpc-0b2", Subnet = "subnet-0b1", Address = HostAddress.Private, Allow = "10.20.0.0/16" };
        await Aws.UpAsync();

        await SaysAsync(code, verb, "has no public address", "--address private");
    }

    [Fact]
    public async Task Status_of_a_host_that_does_not_answer_goes_on_to_the_others()
    {
        await Aws.UpAsync();
        var saved = LaunchState.Load(Aws.KeptFiles())!;
        saved.With("host-a", saved.Launches["host-a"] with { OwnKey = SshKeyPair.Create("another").PublicKey }).Save(Aws.KeptFiles());

        await SaysAsync(1, ["status"], "host-a  SSH answers", "host-a  cloud-init", "another host key");
    }

    [Theory]
    [InlineData("down")]
    [InlineData("status")]
    [InlineData("verify")]
    [InlineData("ssh", "host-a", "--", "true")]
    public async Task With_credentials_that_AWS_does_not_know(params string[] verb)
    {
        await Aws.UpAsync();
        Aws.AccessKey = "AKIASOMEONEELSES0000";

        await SaysAsync(2, verb, "AWS does not accept the credentials", "aws sts get-caller-identity");
        Assert.NotNull(LaunchState.Load(Aws.KeptFiles()));
    }

    private async Task SaysAsync(int code, string[] verb, params string[] says)
    {
        // Options go before the command that `ssh` runs.
        var end = Array.IndexOf(verb, "--") is >= 0 and var at ? at : verb.Length;
        await using var run = Aws.CliLocal(
            [.. verb[..end], "--hosts", "ec2", "--region", Cloud.Region, "--endpoint-url", $"{Aws.Server.Endpoint}", "--address-service",
                $"{Aws.Server.AddressService}", .. verb[end..]]);
        var ended = await run.WaitForExitAsync(TimeSpan.FromSeconds(90));

        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal); // a stack trace
        Assert.All(says, s => Assert.Contains(s, run.Output, StringComparison.Ordinal));
        Assert.True(ended == code, run.Output);
    }
}
