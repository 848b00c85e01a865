using System.Text.Json;
using ChatAspire.FakeEc2;

namespace ChatAspire.Ec2.Tests;

/// <summary>Tests the view of all labs of an account, and the removal of those whose time has passed.</summary>
public sealed class FleetTests : OnFakeEc2
{
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;

    [Fact]
    public async Task All_labs_of_the_region_are_listed_with_age_time_to_live_cost_and_creator()
    {
        await Aws.UpAsync();
        AddLab("theirs", "ann@laptop", launched: _now.AddHours(-30), ends: null);
        AddGroup("left", "bob@desk", ends: _now.AddHours(-1));

        var output = await RunAsync("list", "--hosts", "ec2");

        Assert.Equal(["chatlab", "2", "less than a minute", "in 7 h 59 min", "$0.00", $"{Environment.UserName}@{Environment.MachineName}"],
            Row(output, "chatlab"));
        Assert.Equal(["theirs", "1", "30 h 0 min", "never", "$0.49", "ann@laptop"], Row(output, "theirs"));
        Assert.Equal(["left", "0", "-", "expired", "-", "bob@desk"], Row(output, "left"));
        Assert.Contains("3 labs in eu-central-1, 3 hosts, about $0.49 so far (us-east-1 list prices", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Costs_include_the_size_of_the_disk_and_the_spot_prices_of_the_zone()
    {
        AddLab("disk", "ann@laptop", launched: _now.AddHours(-100), ends: null, gigabytes: 1_000);
        AddLab("spot", "ann@laptop", launched: _now.AddHours(-100), ends: null, spot: true);
        var zone = Aws.Cloud.Subnets[0].Zone;
        Aws.Cloud.SpotPrices.AddRange(
        [
            new("t3.micro", zone, _now.AddHours(-900), "9.000000"), // not valid at the launch any more
            new("t3.micro", zone, _now.AddHours(-500), "0.003000"),
            new("t3.micro", zone, _now.AddHours(-40), "0.010000"),
            new("t3.micro", "eu-central-1b", _now.AddHours(-60), "8.000000"),
            new("t3.large", zone, _now.AddHours(-60), "7.000000"),
        ]);
        Aws.Cloud.PageSize = 1;

        var output = await RunAsync("list", "--hosts", "ec2");

        // 100 h × ($0.0104 + $0.005) + 100 h × 1,000 GB × $0.08 / 730 h
        Assert.Equal("$12.50", Row(output, "disk")[4]);
        // 60 h × $0.003 + 40 h × $0.01 + 100 h × $0.005 + 100 h × 8 GB × $0.08 / 730 h
        Assert.Equal("$1.17", Row(output, "spot")[4]);
        Assert.Contains("2 labs in eu-central-1, 2 hosts, about $13.67 so far", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_spot_price_the_cost_is_that_of_on_demand_as_an_upper_bound()
    {
        AddLab("spot", "ann@laptop", launched: _now.AddHours(-100), ends: null, spot: true);

        var output = await RunAsync("list", "--hosts", "ec2");

        Assert.Equal("at most $1.63", Row(output, "spot")[4]); // 100 h × ($0.0104 + $0.005 + 8 GB × $0.08 / 730 h)
        Assert.Contains("1 host, at most $1.63 so far", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DescribeVolumes", "disks are counted as 8 GB", "$1.17")]
    [InlineData("DescribeSpotPriceHistory", "spot instances are counted at the on-demand price, which is more", "at most $12.50")]
    public async Task Without_an_answer_about_prices_the_list_says_what_it_assumes(string action, string assumption, string cost)
    {
        AddLab("spot", "ann@laptop", launched: _now.AddHours(-100), ends: null, gigabytes: 1_000, spot: true);
        Aws.Cloud.SpotPrices.Add(new("t3.micro", Aws.Cloud.Subnets[0].Zone, _now.AddHours(-500), "0.005800"));
        Aws.Cloud.Policy = IamPolicy.Parse(PolicyFile.Text).Without($"ec2:{action}");

        var refused = await RunAsync("list", "--hosts", "ec2");

        Assert.Contains($"the permission ec2:{action} is missing", refused, StringComparison.Ordinal);
        Assert.Contains($": {assumption}.", refused, StringComparison.Ordinal);
        Assert.Equal(cost, Row(refused, "spot")[4]);
        Aws.Cloud.Policy = IamPolicy.Everything;
        Aws.Server.Faults.Fail(action, Ec2Exception.Invalid("InvalidAction", $"The action {action} is not valid for this web service."));
        var unknown = await RunAsync("list", "--hosts", "ec2");
        Assert.Contains($"{action} was refused: InvalidAction", unknown, StringComparison.Ordinal);
        Assert.Equal(cost, Row(unknown, "spot")[4]);
    }

    [Fact]
    public async Task The_list_needs_no_permission_beyond_the_policy()
    {
        AddLab("spot", "ann@laptop", launched: _now.AddHours(-1), ends: null, spot: true);
        Aws.Cloud.Policy = IamPolicy.Parse(PolicyFile.Text);

        await RunAsync("list", "--hosts", "ec2");

        Assert.All(Aws.Server.Calls, c => Assert.Null(c.Error));
    }

    [Fact]
    public async Task The_list_is_one_JSON_document()
    {
        AddLab("theirs", "ann@laptop", launched: _now.AddHours(-1), ends: _now.AddHours(1));

        await using var run = Aws.Cli("list", "--json");
        Assert.Equal(0, await run.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        var json = run.Output[run.Output.IndexOf('{', StringComparison.Ordinal)..(run.Output.LastIndexOf('}') + 1)];

        using var document = JsonDocument.Parse(json);
        var lab = document.RootElement.GetProperty("labs").EnumerateArray().Single();
        Assert.Equal(("eu-central-1", "theirs", 1), (document.RootElement.GetProperty("region").GetString(),
            lab.GetProperty("name").GetString(), lab.GetProperty("hosts").GetInt32()));
    }

    [Fact]
    public async Task Expired_labs_are_removed_and_no_others()
    {
        await Aws.UpAsync();
        AddLab("old", "ann@laptop", launched: _now.AddHours(-9), ends: _now.AddHours(-1));
        AddLab("young", "ann@laptop", launched: _now.AddHours(-1), ends: _now.AddHours(1));
        AddLab("endless", "ann@laptop", launched: _now.AddHours(-900), ends: null);
        AddGroup("left", "bob@desk", ends: _now.AddHours(-1));

        var output = await RunAsync("down", "--expired", "--hosts", "ec2");

        Assert.Contains("Lab old removed: 1 instance.", output, StringComparison.Ordinal);
        Assert.Contains("Lab left removed: 1 security group.", output, StringComparison.Ordinal);
        Assert.Equal(["chatlab", "chatlab", "endless", "young"], Aws.Cloud.Alive().Select(i => i.Tags["chatlab"]).Order());
        Assert.DoesNotContain(Aws.Cloud.Groups, g => g.Name == "left");
        var again = await RunAsync("down", "--expired", "--hosts", "ec2");
        Assert.Contains("No lab in eu-central-1 has expired.", again, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("down", "--expired")]
    public async Task On_this_machine_there_is_no_fleet(params string[] verb)
    {
        await using var run = Aws.CliLocal([.. verb, "--hosts", "local"]);

        Assert.Equal(2, await run.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains("`list` works for labs on AWS only.", run.Output, StringComparison.Ordinal);
        Assert.Contains("Add --hosts ec2.", run.Output, StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        await using var run = Aws.CliLocal(
            [.. arguments, "--region", Cloud.Region, "--endpoint-url", $"{Aws.Server.Endpoint}"]);
        Assert.True(await run.WaitForExitAsync(TimeSpan.FromSeconds(60)) == 0, run.Output);
        return run.Output;
    }

    private static string[] Row(string output, string lab) => output.Split('\n')
        .Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        .Single(row => row.FirstOrDefault() == lab);

    private static Dictionary<string, string> Tags(string lab, string by, DateTimeOffset? ends)
    {
        var tags = new Dictionary<string, string> { ["chatlab"] = lab, ["chatlab:by"] = by };
        if (ends is { } at)
        {
            tags["chatlab:ends"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null);
        }

        return tags;
    }

    private void AddGroup(string lab, string by, DateTimeOffset? ends) => Aws.Cloud.Groups.Add(
        new($"sg-0{lab}", lab, "", "vpc-0a1", DateTimeOffset.UnixEpoch, Tags(lab, by, ends)));

    private void AddLab(
        string lab, string by, DateTimeOffset launched, DateTimeOffset? ends, int gigabytes = 8, bool spot = false)
    {
        var id = $"i-0{lab}";
        var request = new InstanceRequest(
            Aws.Cloud.Images[0], Aws.Cloud.Types[0], Aws.Cloud.Subnets[0], Key: null, Groups: [], PublicIp: true, "", "terminate",
            "required", 1, new RootDisk(Dies: true, gigabytes, Encrypted: true), spot, ClientToken: lab);
        Aws.Cloud.Instances.Add(new(id, "172.31.16.77", launched, request, Tags(lab, by, ends))
        {
            Machine = new NoMachines().StartAsync(
                new(id, "172.31.16.77", null, "", [], request.Image), TestContext.Current.CancellationToken),
        });
    }
}
