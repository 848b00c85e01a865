using ChatAspire.Lab.Hosts.Ec2;

namespace ChatAspire.Ec2.Tests;

/// <summary>Tests that a lab's options are stored with it, and that only a confirmed change replaces them.</summary>
public sealed class RememberedOptionsTests : OnFakeEc2
{
    private static readonly string[] Made =
        ["--allow", "203.0.113.7/32", "--subnet", "subnet-0a2", "--tag", "team=networks", "--ttl", "4h"];

    /// <summary>The answer of a host to a command: its sshd is real, and nothing is behind it.</summary>
    private const string Answer = "this machine does not know";

    [Fact]
    public async Task Later_commands_need_no_option_but_the_kind_of_hosts_and_not_even_that_for_the_only_lab()
    {
        await UpAsync(Made);

        await SaysAsync(0, ["up", "--dry-run", "--hosts", "ec2"], "{CidrIp=203.0.113.7/32}", "--subnet-id subnet-0a2", "team");
        Assert.All(Aws.Cloud.Alive(), i => Assert.Equal("14400", i.Tags["chatlab:ttl"]));
        foreach (var verb in new[] { "status", "verify" })
        {
            // The hosts answer, and have no engine, so these end there.
            await SaysAsync(2, [verb], "Lab chatlab on AWS, the only one of this name", Answer);
        }

        await SaysAsync(127, ["ssh", "host-a", "--", "hostname"], "Lab chatlab on AWS", Answer);
        await SaysAsync(0, ["down"], "Lab chatlab removed: 2 instances");

        Assert.Empty(Aws.Cloud.Leftovers());
        Assert.True(Aws.KeptFiles().IsEmpty);
    }

    [Fact]
    public async Task A_changed_option_is_reported_and_needs_confirmation()
    {
        await UpAsync(Made);
        Aws.Server.ForgetCalls();

        await SaysAsync(2, ["up", "--hosts", "ec2", "--allow", "0.0.0.0/0"],
            "--allow: 203.0.113.7/32 → 0.0.0.0/0", "nothing was changed", "add --yes");
        Assert.DoesNotContain(Aws.Server.Calls, c => c.Changes);

        await SaysAsync(2, ["up", "--hosts", "ec2", "--allow", "198.51.100.0/24", "--yes"], "--allow: 203.0.113.7/32 → 198.51.100.0/24");
        Assert.Contains(Aws.Cloud.Groups.Single(g => g.Name == "chatlab").Rules, r => r.Source == "198.51.100.0/24");
        var stored = Ec2OptionValues.Load(Aws.KeptFiles())!.ToOptions();
        Assert.Equal(("198.51.100.0/24", "subnet-0a2", TimeSpan.FromHours(4)), (stored.Allow, stored.Subnet, stored.TimeToLive));
    }

    [Fact]
    public async Task An_option_given_again_as_it_was_is_no_change()
    {
        await UpAsync(Made);

        await SaysAsync(2, ["up", "--hosts", "ec2", .. Made], Answer);
    }

    [Fact]
    public async Task A_private_lab_is_looked_at_without_saying_so_again()
    {
        Aws.Machines.Inside = true;
        await UpAsync(["--vpc", "vpc-0b2", "--subnet", "subnet-0b1", "--address", "private", "--allow", "10.20.0.0/16"]);

        await SaysAsync(127, ["ssh", "host-a", "--hosts", "ec2", "--", "hostname"], Answer);
    }

    [Fact]
    public async Task Options_that_are_damaged_are_named_with_their_file()
    {
        Aws.KeptFiles().Write("ec2-options.json", "{");

        await SaysAsync(2, ["status", "--hosts", "ec2"], "ec2-options.json is damaged", "Delete the file");
    }

    [Fact]
    public async Task Keys_that_others_can_read_are_refused_and_down_goes_on()
    {
        await UpAsync(Made);
        File.SetUnixFileMode(Aws.KeptFiles().File(LaunchState.KeyFile), UnixFileMode.UserRead | UnixFileMode.GroupRead);

        foreach (var verb in new[] { "up", "status", "verify" })
        {
            await SaysAsync(2, [verb, "--hosts", "ec2"], "ec2.key is open to other users", "chmod 600");
        }

        await SaysAsync(0, ["down", "--hosts", "ec2"], "Lab chatlab removed");
        Assert.Empty(Aws.Cloud.Leftovers());
    }

    // `up` ends with an error once the hosts are launched: these machines have no engine. --retain keeps them.
    private async Task UpAsync(string[] options)
    {
        await using var up = Aws.CliUp(["--retain", .. options]);
        await up.WaitForExitAsync(TimeSpan.FromSeconds(90));
        Assert.True(Aws.Cloud.Alive().Count == 2, up.Output);
    }

    private async Task SaysAsync(int code, string[] arguments, params string[] says)
    {
        await using var run = Aws.CliLocal(arguments);
        var ended = await run.WaitForExitAsync(TimeSpan.FromSeconds(90));

        Assert.All(says, s => Assert.Contains(s, run.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
        Assert.True(ended == code, $"exit code {ended}: {run.Output}");
    }
}
