using Microsoft.AspNetCore.SignalR;

namespace ChatAspire.Bench.SignalR;

/// <summary>Rooms as groups: a message is stored first, then sent to the room on every node.</summary>
public sealed class ChatHub(Log log) : Hub
{
    public Task Join(string room) => Groups.AddToGroupAsync(Context.ConnectionId, room);

    public async Task<long> Post(string room, string id, string author, string text)
    {
        var message = new Message(id, author, text, DateTime.UtcNow);
        message = message with { Seq = await log.AppendAsync(room, message) };
        await Clients.Group(room).SendAsync("message", message);
        return message.Seq;
    }
}
