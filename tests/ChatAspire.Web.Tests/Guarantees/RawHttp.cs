using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>
/// One TCP connection that speaks HTTP/1.1 by hand (RFC 9112). The guarantee is proved with a client that shares no code
/// with the server, sends any bytes it is told to, and holds the socket itself: who does not call a read method here
/// really stops reading.
/// </summary>
internal sealed class RawHttp : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[8192];
    private int _start;
    private int _end;
    private Framing _framing;
    private long _left; // bytes left in this chunk, or in the body

    private enum Framing { None, Chunked, Length, UntilClose }

    private RawHttp(Socket socket) => _socket = socket;

    /// <param name="receiveBuffer">Bytes the kernel may hold for us unread; 0 leaves the system's choice.</param>
    public static async Task<RawHttp> ConnectAsync(Uri node, int receiveBuffer, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (receiveBuffer > 0)
            {
                socket.ReceiveBufferSize = receiveBuffer; // before connect, so that the window never opens wider
            }

            await socket.ConnectAsync(IPAddress.Parse(node.Host), node.Port, cancel);
            return new RawHttp(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await _socket.SendAsync(bytes, cancel)..];
        }
    }

    /// <summary>Reads the status line and the headers of the next final answer.</summary>
    /// <exception cref="IOException">The connection ended before a whole head, or it is not HTTP.</exception>
    public async Task<ResponseHead> ReadHeadAsync(CancellationToken cancel)
    {
        ResponseHead head;
        do
        {
            var status = await ReadLineAsync(cancel); // HTTP/1.1 201 Created
            if (!status.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) || status.Length < 12)
            {
                throw new IOException($"not an HTTP/1.1 status line: '{status}'");
            }

            var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            while (await ReadLineAsync(cancel) is { Length: > 0 } line)
            {
                headers[line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
            }

            head = new ResponseHead(int.Parse(status.AsSpan(9, 3), CultureInfo.InvariantCulture), headers);
        }
        while (head.Status is >= 100 and < 200);

        var length = head.Headers.GetValueOrDefault("Content-Length");
        _framing = head.Headers.ContainsKey("Transfer-Encoding") ? Framing.Chunked
            : head.Status is 204 or 304 ? Framing.None
            : length is not null ? Framing.Length
            : Framing.UntilClose;
        _left = _framing == Framing.Length ? long.Parse(length!, CultureInfo.InvariantCulture) : 0;
        return head;
    }

    /// <summary>Reads what there is of the body, without its framing; 0 at its end.</summary>
    public async ValueTask<int> ReadBodyAsync(Memory<byte> into, CancellationToken cancel)
    {
        if (_framing == Framing.None)
        {
            return 0;
        }

        if (_framing == Framing.Chunked && _left == 0)
        {
            var size = await ReadLineAsync(cancel);
            _left = long.Parse(size.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (_left == 0)
            {
                await ReadLineAsync(cancel); // we ask for no trailers, so the empty line follows at once
                _framing = Framing.None;
                return 0;
            }
        }
        if (_framing == Framing.Length && _left == 0)
        {
            return 0;
        }

        if (_start == _end && !await FillAsync(cancel))
        {
            return _framing == Framing.UntilClose ? 0 : throw new IOException("the connection ended inside a body");
        }

        var take = Math.Min(into.Length, _end - _start);
        if (_framing != Framing.UntilClose)
        {
            take = (int)Math.Min(take, _left);
        }

        _buffer.AsMemory(_start, take).CopyTo(into);
        _start += take;
        _left -= take;
        if (_framing == Framing.Chunked && _left == 0 && await ReadLineAsync(cancel) is { Length: > 0 } rest)
        {
            throw new IOException($"'{rest}' where a chunk should end");
        }

        return take;
    }

    /// <summary>Reads the rest of a body as UTF-8.</summary>
    public async Task<string> ReadTextAsync(CancellationToken cancel)
    {
        using var text = new MemoryStream();
        var part = new byte[4096];
        for (int read; (read = await ReadBodyAsync(part, cancel)) > 0;)
        {
            text.Write(part, 0, read);
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    public void Dispose() => _socket.Dispose();

    private async ValueTask<string> ReadLineAsync(CancellationToken cancel)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (_start == _end && !await FillAsync(cancel))
            {
                throw new IOException("the connection ended inside a line");
            }

            var next = (char)_buffer[_start++];
            if (next == '\n')
            {
                return line.ToString();
            }

            if (next != '\r')
            {
                line.Append(next);
            }
        }
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancel)
    {
        _start = 0;
        _end = await _socket.ReceiveAsync(_buffer, cancel);
        return _end > 0;
    }
}

internal sealed record ResponseHead(int Status, IReadOnlyDictionary<string, string> Headers);
