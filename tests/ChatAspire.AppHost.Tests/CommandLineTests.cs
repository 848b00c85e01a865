namespace ChatAspire.AppHost.Tests;

/// <summary>The options of the AppHost.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--lab", null, "local")]
    [InlineData("--lab mine.json", "mine.json", "local")]
    [InlineData("--lab=mine.json --hosts=ec2", "mine.json", "ec2")]
    [InlineData("--hosts ec2 --lab", null, "ec2")]
    public void The_lab_defaults_to_the_project_s_on_this_machine(string line, string? file, string hosts)
    {
        var options = Options(line);

        Assert.Equal((true, file, hosts), (options.Lab, options.LabFile, options.Hosts));
    }

    [Theory]
    [InlineData("--operation publish --step deploy --hosts ec2", "ec2")]
    [InlineData("--operation publish --step destroy --output-path /tmp/out --yes true --log-level debug --environment Staging", "local")]
    [InlineData("--operation publish --step deploy --include-exception-details --clear-cache", "local")]
    public void Options_of_the_Aspire_CLI_are_accepted_and_hosts_needs_no_lab_with_them(string line, string hosts)
    {
        var options = Options(line);

        Assert.Equal((false, hosts), (options.Lab, options.Hosts));
    }

    [Theory]
    [InlineData("", null, RedisSource.Embedded)]
    [InlineData("--redis embedded", "", RedisSource.Embedded)]
    [InlineData("--redis container", null, RedisSource.Container)]
    [InlineData("", "10.0.0.5:6379", RedisSource.External)]
    public void Redis_is_embedded_by_default_and_external_where_configured(string line, string? external, RedisSource expected) =>
        Assert.Equal(expected, AppHostOptions.From(Parse(line), external).Redis);

    [Fact]
    public void A_Redis_option_and_an_external_Redis_contradict_each_other() =>
        Assert.Throws<CannotStartException>(() => AppHostOptions.From(Parse("--redis embedded"), "10.0.0.5:6379"));

    [Theory]
    [InlineData("--lab --redis embedded", "Remove --redis or --lab.")]
    [InlineData("--operation publish --redis embedded", "Remove --redis or --lab.")]
    [InlineData("--hosts ec2", "Add --lab, or remove --hosts.")]
    [InlineData("--lab --hosts mars", "'mars' not recognized")]
    [InlineData("--lab --hosts", "Required argument missing for option: '--hosts'")]
    [InlineData("--lap", "Unrecognized command or argument '--lap'")]
    [InlineData("mine.json", "Unrecognized command or argument 'mine.json'")]
    public void Rejects_invalid_and_contradictory_options(string line, string message) =>
        Assert.Contains(Parse(line).Errors, error => error.Message.Contains(message, StringComparison.Ordinal));

    private static System.CommandLine.ParseResult Parse(string line) =>
        AppHostCommandLine.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static AppHostOptions Options(string line)
    {
        var parsed = Parse(line);
        Assert.Empty(parsed.Errors);
        return AppHostOptions.From(parsed, externalRedis: null);
    }
}
