using ChatAspire.Web.Contracts;

namespace ChatAspire.Web.Tests.Unit;

public sealed class RequestLimitsTests
{
    private static readonly PostedMessage Good = new("m-1_:.A", "Aki", "hi");

    [Fact]
    public void Accepts_input_up_to_the_maximum_length()
    {
        Assert.Null(Good.FindError());
        Assert.Null(new PostedMessage(new string('x', 64), new string('あ', 32), new string('あ', 4_000)).FindError());
        Assert.Null(RequestLimits.RoomError(new string('a', 40)));
        Assert.Null(RequestLimits.RoomError("lobby-2"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Lobby")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("a{b}")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Rejects_an_invalid_room_name(string room) => Assert.NotNull(RequestLimits.RoomError(room));

    [Fact]
    public void Rejects_an_invalid_message_and_names_the_field()
    {
        Assert.StartsWith("id ", (Good with { Id = null }).FindError(), StringComparison.Ordinal);
        Assert.StartsWith("id ", (Good with { Id = "a b" }).FindError(), StringComparison.Ordinal);
        Assert.StartsWith("id ", (Good with { Id = new string('x', 65) }).FindError(), StringComparison.Ordinal);
        Assert.StartsWith("author ", (Good with { Author = "" }).FindError(), StringComparison.Ordinal);
        Assert.StartsWith("author ", (Good with { Author = new string('x', 33) }).FindError(), StringComparison.Ordinal);
        Assert.StartsWith("text ", (Good with { Text = "" }).FindError(), StringComparison.Ordinal);
        Assert.StartsWith("text ", (Good with { Text = new string('x', 4_001) }).FindError(), StringComparison.Ordinal);
    }
}
