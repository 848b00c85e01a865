using System.Text;
using ChatAspire.Web.RoomLog;

namespace ChatAspire.Web.Tests.Unit;

public sealed class RoomNotificationTests
{
    [Fact]
    public void A_message_notification_has_epoch_number_and_body()
    {
        Assert.True(RoomNotification.TryReadMessage("m19c2f0e3a1b7f3c-105 {\"a\":\"-1 \"}"u8, out var epoch, out var seq, out var body));
        Assert.Equal("19c2f0e3a1b7f3c", Encoding.ASCII.GetString(epoch));
        Assert.Equal(105, seq);
        Assert.Equal("{\"a\":\"-1 \"}", Encoding.ASCII.GetString(body));
    }

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("m")]
    [InlineData("me-")]
    [InlineData("me-1")]
    [InlineData("me-x {}")]
    [InlineData("t{\"name\":\"a-1 b\"}")]
    public void Other_payloads_are_not_messages(string notification) =>
        Assert.False(RoomNotification.TryReadMessage(Encoding.UTF8.GetBytes(notification), out _, out _, out _));

    [Fact]
    public void A_typing_notification_carries_the_event_of_the_readers()
    {
        Assert.True(RoomNotification.IsTyping(RoomNotification.Typing([1, 2]), out var data));
        Assert.Equal([1, 2], data.ToArray());
        Assert.False(RoomNotification.IsTyping("h"u8, out _));
    }
}
