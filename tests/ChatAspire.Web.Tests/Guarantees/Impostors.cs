using System.Net.Sockets;
using System.Text;

namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>
/// Readers that resume, one after another, from positions that a room's log does not have; and posts whose chunked body has no end.
/// </summary>
internal sealed class Impostors : IAsyncDisposable
{
    private const int Chunk = 0x10000;

    private readonly CancellationTokenSource _end = new();
    private readonly Uri _node;
    private readonly string _room;
    private readonly Random _random;
    private Task _acting = Task.CompletedTask;
    private int _claims;
    private int _endedBodies;

    private Impostors(Uri node, string room, int seed) => (_node, _room, _random) = (node, room, new Random(seed));

    /// <summary>The false positions claimed.</summary>
    public int Claims => _claims;

    /// <summary>The posts without an end that the node ended.</summary>
    public int EndedBodies => _endedBodies;

    /// <param name="epoch">The room's epoch.</param>
    public static Impostors Start(Uri node, string room, string epoch, int seed)
    {
        var impostors = new Impostors(node, room, seed);
        impostors._acting = Task.WhenAll(
            Task.Run(() => impostors.RepeatAsync(() => impostors.ClaimAsync(epoch))),
            Task.Run(() => impostors.RepeatAsync(impostors.PostWithoutEndAsync)));
        return impostors;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _acting;
        _end.Dispose();
    }

    private async Task RepeatAsync(Func<Task> act)
    {
        try
        {
            while (true)
            {
                await act();
                await Task.Delay(TimeSpan.FromMilliseconds(10), _end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ClaimAsync(string epoch)
    {
        string[] positions = [$"{epoch}-{_random.Next(1 << 20, int.MaxValue)}", $"{epoch}0-1", $"{epoch[1..]}-{_random.Next(100)}", "1-1"];
        using var stream = await EventStream.OpenAsync(
            _node, $"/api/rooms/{_room}/events", positions[_random.Next(positions.Length)], receiveBuffer: 0, _end.Token);
        await foreach (var _ in stream.ReadAllAsync(_end.Token))
        {
            _claims++;
            return;
        }
    }

    private async Task PostWithoutEndAsync()
    {
        using var http = await RawHttp.ConnectAsync(_node, receiveBuffer: 0, _end.Token);
        var head = $"POST /api/rooms/{BadRequests.RoomPrefix}endless/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n";
        await http.SendAsync(Encoding.ASCII.GetBytes(head), _end.Token);
        byte[] chunk = [.. Encoding.ASCII.GetBytes($"{Chunk:x}\r\n"), .. new byte[Chunk], .. "\r\n"u8];
        try
        {
            while (true)
            {
                await http.SendAsync(chunk, _end.Token);
            }
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            _endedBodies++;
        }
    }
}
