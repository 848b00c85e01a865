using ChatAspire.Web.Contracts;

namespace ChatAspire.Web.Tests.Unit;

public sealed class LogPositionTests
{
    [Theory]
    [InlineData("19c2f0e3a1b7f3c-105", "19c2f0e3a1b7f3c", 105)]
    [InlineData("e-0", "e", 0)]
    public void Parses_epoch_and_number(string text, string epoch, long seq)
    {
        Assert.True(LogPosition.TryParse(text, out var position));
        Assert.Equal(new LogPosition(epoch, seq), position);
        Assert.Equal(text, position.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-5")]
    [InlineData("e-")]
    [InlineData("e--5")]
    [InlineData("e-5 ")]
    [InlineData("E-5")]
    [InlineData("e-99999999999999999999")]
    [InlineData("a-b-5")]
    [InlineData("0123456789012345678901234567890123456789x-5")]
    public void Rejects_other_formats(string? text) => Assert.False(LogPosition.TryParse(text, out _));

    [Fact]
    public void Epochs_differ_and_sort_by_age()
    {
        var first = LogPosition.NewEpoch();
        Thread.Sleep(2); // the resolution of an epoch is one millisecond
        var second = LogPosition.NewEpoch();

        Assert.True(string.CompareOrdinal(first, second) < 0, $"{first} is not before {second}");
        Assert.True(LogPosition.TryParse($"{first}-1", out _));
    }
}
