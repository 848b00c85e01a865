namespace ChatAspire.AppHost.Tests;

/// <summary>What the command line says of a lab.</summary>
public sealed class LabOptionsTests
{
    [Theory]
    [InlineData("--lab", null, "local")]
    [InlineData("--lab mine.json", "mine.json", "local")]
    [InlineData("--lab=mine.json --hosts=ec2", "mine.json", "ec2")]
    [InlineData("--hosts ec2 --lab", null, "ec2")]
    public void A_lab_is_the_project_s_on_this_machine_unless_said_otherwise(string line, string? file, string hosts)
    {
        var options = AppHostOptions.Parse(line.Split(' '), outsideRedis: null);

        Assert.Equal((true, file, hosts), (options.Lab, options.LabFile, options.Hosts));
    }

    [Theory]
    [InlineData("--operation publish --step deploy --hosts ec2", "ec2")]
    [InlineData("--operation publish --step destroy --output-path /tmp/out --yes true --log-level debug --environment Staging", "local")]
    public void What_the_aspire_cli_adds_is_aspire_s_and_hosts_needs_no_lab_with_it(string line, string hosts) =>
        Assert.Equal((false, hosts), (AppHostOptions.Parse(line.Split(' '), null).Lab, AppHostOptions.Parse(line.Split(' '), null).Hosts));

    [Theory]
    [InlineData("--lab --redis embedded", "Leave out --redis, or --lab")]
    [InlineData("--hosts ec2", "expected --lab with it")]
    [InlineData("--lab --hosts mars", "--hosts mars: expected local or ec2")]
    [InlineData("--lab --hosts", "expected local or ec2")]
    [InlineData("--lap", "unknown option '--lap'; expected --redis, --lab, --hosts or --help")]
    public void What_cannot_be_meant_is_refused(string line, string says) =>
        Assert.Contains(says, Assert.Throws<CannotStartException>(() => AppHostOptions.Parse(line.Split(' '), null)).Message, StringComparison.Ordinal);
}
