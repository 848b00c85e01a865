using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Contract;

/// <content>Clients that claim positions that no message ever had.</content>
public abstract partial class ChatContract
{
    [Fact]
    public async Task A_false_position_changes_nothing_for_other_readers()
    {
        var room = NewRoom();
        await PostManyAsync(room, 1, 3);
        using var onA = A.Events(room);
        using var onB = B.Events(room);
        var epoch = (await onA.MessagesAsync(3))[^1].Id!.Split('-')[0];
        await onB.MessagesAsync(3);

        foreach (var claim in (string[])[$"{epoch}-999", $"{epoch}-{long.MaxValue}", $"{epoch}-4", "0-1", "zzz-7"])
        {
            foreach (var node in (ChatNode[])[A, B])
            {
                using var liar = node.Events(room, lastEventId: claim);
                var start = await liar.UntilAsync("epoch");
                Assert.Equal(epoch, start.Json.GetProperty("epoch").GetString());
                Assert.Equal(Numbers(1, 3), (await liar.MessagesAsync(3)).Select(Seq));
            }
        }

        Assert.Equal((epoch, 4), await A.SayAsync(room, "m4", "4"));
        foreach (var reader in (SseClient[])[onA, onB])
        {
            var next = await reader.UntilAsync(item => item.Name is "message" or "epoch" or "gap");
            Assert.Equal($"{epoch}-4", next.Id);
            Assert.Equal(1, reader.Connections);
        }
    }
}
