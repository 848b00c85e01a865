using ChatAspire.Web.Contracts;

namespace ChatAspire.Web.Tests.Pure;

public sealed class MarkTests
{
    [Theory]
    [InlineData("19c2f0e3a1b7f3c-105", "19c2f0e3a1b7f3c", 105)]
    [InlineData("e-0", "e", 0)]
    public void An_event_id_is_epoch_and_number(string text, string epoch, long seq)
    {
        Assert.True(Mark.TryParse(text, out var mark));
        Assert.Equal(new Mark(epoch, seq), mark);
        Assert.Equal(text, mark.ToString());
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
    public void Anything_else_is_none(string? text) => Assert.False(Mark.TryParse(text, out _));

    [Fact]
    public void Epochs_differ_and_sort_by_age()
    {
        var first = Mark.NewEpoch();
        Thread.Sleep(2); // a millisecond is the epoch's resolution
        var second = Mark.NewEpoch();

        Assert.True(string.CompareOrdinal(first, second) < 0, $"{first} is not before {second}");
        Assert.True(Mark.TryParse($"{first}-1", out _));
    }
}
