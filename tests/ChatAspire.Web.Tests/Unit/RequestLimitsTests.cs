using ChatAspire.Web.Contracts;

namespace ChatAspire.Web.Tests.Unit;

public sealed class RequestLimitsTests
{
    private static readonly PostedMessage Good = new("m-1_:.A", "Aki", "hi");

    [Fact]
    public void What_fits_is_taken_up_to_its_last_character()
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
    public void A_room_of_another_form_is_refused(string room) => Assert.NotNull(RequestLimits.RoomError(room));

    [Fact]
    public void A_message_wrong_in_one_field_is_refused_and_the_field_named()
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
