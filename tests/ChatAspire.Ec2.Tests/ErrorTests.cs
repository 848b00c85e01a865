using ChatAspire.FakeEc2;
using ChatAspire.Lab.Hosts;
using ChatAspire.Network.Execution;
using ChatAspire.Provisioner.Output;
using ChatAspire.Testing;

namespace ChatAspire.Ec2.Tests;

/// <summary>Tests users' errors: each names the cause and the next step, exits with code 2 and changes nothing.</summary>
public sealed class ErrorTests : OnFakeEc2
{
    private Faults Faults => Aws.Server.Faults;

    private Cloud Cloud => Aws.Cloud;

    [Fact]
    public async Task No_credentials()
    {
        Aws.AccessKey = null;
        await RefusesAsync([], "no usable credentials", "aws configure");
    }

    [Fact]
    public async Task Credentials_that_AWS_does_not_know()
    {
        Aws.AccessKey = "AKIASOMEONEELSES0000";
        await RefusesAsync([], "AWS does not accept the credentials", "aws sts get-caller-identity");
    }

    [Fact]
    public async Task An_expired_session()
    {
        Aws.SessionToken = Aws.Server.ExpiredToken = "IQoJb3JpZ2luX2VjEJr";
        await RefusesAsync([], "the AWS session has expired", "aws sso login");
    }

    [Fact]
    public async Task A_region_that_does_not_exist()
    {
        Aws.Region = "eu-centrall-1";
        await RefusesAsync([], "there is no region 'eu-centrall-1'", "eu-central-1");
    }

    [Fact]
    public async Task A_region_that_does_not_accept_the_credentials()
    {
        Aws.Region = "ap-east-1";
        await RefusesAsync([], "AWS does not accept the credentials", "another --region");
    }

    [Fact]
    public async Task Several_things_at_once_are_all_named()
    {
        Cloud.Policy = IamPolicy.Parse(PolicyFile.Text).Without("ec2:RunInstances").Without("ec2:DeleteKeyPair");
        Cloud.Groups.Add(new("sg-0theirs", "chatlab", "", "vpc-0a1", DateTimeOffset.UnixEpoch, new Dictionary<string, string>()));
        await RefusesAsync([], "ec2:RunInstances", "ec2:DeleteKeyPair", "sg-0theirs", "docs/iam-policy.json");
    }

    [Fact]
    public async Task No_room_names_the_other_zones()
    {
        Cloud.Capacity["eu-central-1a"] = 1; // enough for the first instance, not for the second
        await RefusesAsync([], "no room for a t3.micro in eu-central-1a", "--subnet subnet-0a2 (eu-central-1b)", "another --instance-type");
    }

    [Fact]
    public async Task No_room_for_one_ends_the_other_whose_launch_was_cut_off_although_EC2_shows_it_late()
    {
        Aws.Options = Aws.Options with { Timeouts = Aws.Options.Timeouts with { CutOff = TimeSpan.FromSeconds(8) } };
        Cloud.Capacity["eu-central-1a"] = 1;
        Faults.SilentAction = "RunInstances"; // of the first instance: cancelled after the engine's grace period of 5 s

        var up = Aws.UpAsync();
        await Wait.UntilAsync("the other failed", () => Aws.Failed, TimeSpan.FromSeconds(60));
        Cloud.InvisibleFor = DateTimeOffset.UtcNow - Cloud.Instances[0].Launched + TimeSpan.FromSeconds(7);
        var error = await Assert.ThrowsAnyAsync<UserErrorException>(() => up);

        Assert.Contains("no room for a t3.micro", error.Message, StringComparison.Ordinal);
        Assert.Single(Cloud.Instances);
        Assert.Empty(Cloud.Leftovers());
    }

    [Fact]
    public async Task A_quota_that_only_the_launch_meets()
    {
        Cloud.VcpuLimit = 3;
        await RefusesAsync([], "vCPU limit of 3", "Service Quotas");
    }

    [Fact]
    public async Task A_quota_that_the_dry_run_shows()
    {
        (Cloud.VcpuLimit, Cloud.DryRunSeesQuota) = (3, true);
        await RefusesAsync([], "vCPU limit of 3", "Service Quotas");
        Assert.DoesNotContain(Aws.Server.Calls, c => c.Changes);
    }

    [Fact]
    public async Task Throttling_without_an_end()
    {
        Faults.Fail("DescribeVpcs", Ec2Exception.Throttled());
        await RefusesAsync([], "AWS throttles the account", "in a minute");
    }

    [Fact]
    public async Task A_key_pair_of_somebody_else()
    {
        Cloud.Keys.Add(new("key-0theirs", "chatlab", "ssh-ed25519 AAAA", "x", new Dictionary<string, string>()));
        await RefusesAsync([], "a key pair 'chatlab' exists that this lab did not create (key-0theirs)", "another \"name\" in lab.json");
    }

    [Fact]
    public async Task A_group_of_somebody_else()
    {
        Cloud.Groups.Add(new("sg-0theirs", "chatlab", "", "vpc-0a1", DateTimeOffset.UnixEpoch, new Dictionary<string, string>()));
        await RefusesAsync(
            [], "a security group 'chatlab' exists that this lab did not create (sg-0theirs)", "another \"name\" in lab.json");
    }

    [Theory]
    [InlineData("--instance-type t9.nano", "t9.nano", "--instance-type")]
    [InlineData("--instance-type t3.large --subnet subnet-0a3", "t3.large is not offered in eu-central-1c",
        "--subnet subnet-0a1 (eu-central-1a)")]
    [InlineData("--subnet subnet-0nope", "there is no subnet subnet-0nope in eu-central-1", "--subnet subnet-0a1 (eu-central-1a)")]
    [InlineData("--vpc vpc-0ffff", "there is no VPC vpc-0ffff in eu-central-1", "--vpc vpc-0a1 (default), --vpc vpc-0b2")]
    [InlineData("--subnet subnet-0b1 --vpc vpc-0a1", "subnet-0b1 is not a subnet of vpc-0a1", "subnet-0a1")]
    [InlineData("--image ami-0ffff", "there is no image ami-0ffff in eu-central-1", "Omit --image")]
    [InlineData("--allow 10.0.0.1/8", "--allow 10.0.0.1/8", "203.0.113.7/32")]
    [InlineData("--allow-ssh 10.0.0.1/8", "--allow-ssh 10.0.0.1/8: not an IPv4 network", "203.0.113.7/32")]
    [InlineData("--disk 4", "--disk 4 is smaller than the image (8 GB)", "--disk 8 or more")]
    [InlineData("--disk big", "--disk \"big\" is not a number of GB", "--disk 20")]
    [InlineData("--profile nobody", "there is no profile 'nobody' with credentials", "aws configure list-profiles")]
    [InlineData("--ttl 5y", "--ttl 5y", "--ttl 4h")]
    [InlineData("--address private", "--address private", "--allow CIDR")]
    [InlineData("--allow 172.18.5.0/24", "$.overlay.subnet: 172.18.0.0/16 overlaps 172.18.5.0/24",
        "Give $.overlay.subnet another range in lab.json")]
    [InlineData("--allow 172.0.0.0/8", "$.overlay.subnet: 172.18.0.0/16 overlaps",
        "$.overlay.deviceSubnet: 172.100.0.0/16 overlaps", "narrower --allow CIDR")]
    public async Task What_is_asked_for_is_not_there(string arguments, params string[] says) =>
        await RefusesAsync(arguments.Split(' '), says);

    [Fact]
    public async Task An_address_service_that_does_not_tell()
    {
        Aws.Server.CallerAddress = "<html>Please log in to the hotel's network</html>";
        await RefusesAsync([], "cannot detect your public address", "--allow CIDR");
    }

    [Fact]
    public async Task A_caller_whose_own_address_lies_in_the_overlay()
    {
        Aws.Server.CallerAddress = "172.100.3.4\n"; // public: 172.16.0.0/12 ends before
        await RefusesAsync([], "$.overlay.deviceSubnet: 172.100.0.0/16 overlaps 172.100.3.4/32",
            "Give $.overlay.deviceSubnet another range in lab.json");
        Assert.DoesNotContain(Aws.Server.Calls, c => c.Changes);
    }

    [Fact]
    public async Task SSH_that_a_network_blocks()
    {
        await using var server = await FakeEc2Server.StartAsync(); // nothing answers at its machines' addresses
        Aws.Options = Aws.Options with
        {
            Endpoint = server.Endpoint,
            AddressService = server.AddressService,
            Timeouts = Aws.Options.Timeouts with { Ssh = TimeSpan.FromSeconds(1) },
        };

        UserErrorException error = null!;
        var code = await ErrorReport.GuardAsync(async () =>
        {
            error = await Assert.ThrowsAnyAsync<UserErrorException>(Aws.UpAsync);
            throw error;
        }, _ => { });

        Assert.Equal(2, code);
        Assert.Contains("status checks: ok", error.Message, StringComparison.Ordinal);
        Assert.Contains("Debian GNU/Linux 13 ip-172-31-16-10 ttyS0", error.Message, StringComparison.Ordinal); // its console
        Assert.Contains("blocks port 22: often a company network", error.Hint, StringComparison.Ordinal);
        Assert.Empty(server.Cloud.Leftovers());
    }

    [Fact]
    public async Task A_proxy_that_accepts_every_connection_does_not_pass_for_an_SSH_server()
    {
        Aws.Machines.Proxied = true;
        Aws.Options = Aws.Options with { Timeouts = Aws.Options.Timeouts with { Ssh = TimeSpan.FromSeconds(1) } };

        var error = await Assert.ThrowsAnyAsync<UserErrorException>(Aws.UpAsync);

        Assert.Contains("status checks: ok", error.Message, StringComparison.Ordinal);
        Assert.Contains("blocks port 22: often a company network, a proxy", error.Hint, StringComparison.Ordinal);
        Assert.Empty(Cloud.Leftovers());
    }

    [Fact]
    public async Task A_host_that_shows_another_key_is_not_trusted()
    {
        Aws.Machines.Impostor = true;
        await RefusesAsync([], "another host key");
    }

    [Fact]
    public async Task An_installation_that_fails()
    {
        Aws.Machines.Errors = ["('package_update_upgrade_install', ProcessExecutionError('apt-get: Temporary failure resolving'))"];
        await RefusesAsync([], "cloud-init failed: ('package_update_upgrade_install'", "/var/log/cloud-init-output.log",
            "Everything that this run created has been removed", "up --retain");
    }

    [Fact]
    public async Task An_installation_with_errors_that_a_lab_does_not_need_goes_on()
    {
        Aws.Machines.Errors = ["('locale', RuntimeError('Failed to set the locale'))", "('ntp', ProcessExecutionError('chrony'))"];

        var hosts = await Aws.UpAsync();
        await Aws.UpAsync();

        Assert.Equal(2, hosts.Count);
        Assert.Contains(Aws.Events, e => e is ChatAspire.Lab.Steps.LabEvent.StepEnded { Reason: var reason }
            && reason.Contains("it reports what a lab does not need: ('locale'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("('runcmd', ProcessExecutionError('x'))", true)]
    [InlineData("('scripts-user', RuntimeError('x'))", true)]
    [InlineData("('scripts_user', RuntimeError('x'))", true)]
    [InlineData("(\"ssh\", OSError('x'))", true)]
    [InlineData("a text without a module", true)]
    [InlineData("('locale', RuntimeError('ssh'))", false)]
    [InlineData("('ubuntu_pro', RuntimeError('x'))", false)]
    public void An_error_matters_if_its_module_is_one_that_hosts_need(string error, bool matters) =>
        Assert.Equal(matters, ChatAspire.Lab.Hosts.Ec2.CloudInitErrors.ThatMatter([error]).Count > 0);

    [Fact]
    public async Task Instances_whose_keys_are_elsewhere()
    {
        await Aws.UpAsync();
        Directory.Delete(Aws.KeptFiles().Path, recursive: true);

        var error = await Assert.ThrowsAsync<PreflightException>(Aws.UpAsync);

        Assert.Contains("its keys are not on this machine", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, Cloud.Alive().Count);
    }
}
