using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Tests.Hosts.Ec2;

public class TimeToLiveTests
{
    [Theory]
    [InlineData("2m", 2)]
    [InlineData("90m", 90)]
    [InlineData("4h", 240)]
    [InlineData("2d", 2880)]
    public void A_time_to_live_is_minutes_hours_or_days(string text, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), TimeToLive.Parse(text, "--ttl"));

    [Fact]
    public void None_is_no_time_to_live() => Assert.Null(TimeToLive.Parse("none", "--ttl"));

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("8")]
    [InlineData("-8h")]
    [InlineData("8w")]
    [InlineData("1m")]
    [InlineData("31d")]
    [InlineData("20000000d")]
    [InlineData("99999999999h")]
    public void Anything_else_is_refused_with_examples(string text)
    {
        var error = Assert.Throws<UserErrorException>(() => TimeToLive.Parse(text, "--ttl"));

        Assert.Contains("--ttl 4h", error.Hint, StringComparison.Ordinal);
    }
}
