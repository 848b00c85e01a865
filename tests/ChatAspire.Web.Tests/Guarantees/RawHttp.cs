using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>
/// One TCP connection with a hand-written HTTP/1.1 client (RFC 9112). It shares no code with the server, sends arbitrary
/// bytes, and owns the socket: a caller that does not call a read method really stops reading.
/// </summary>
internal sealed class RawHttp : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[8192];
    private int _start;
    private int _end;
    private Framing _framing;
    private long _remaining; // bytes of this chunk, or of the body

    private enum Framing
    {
        None,
        Chunked,
        Length,
        UntilClose,
    }

    private RawHttp(Socket socket) => _socket = socket;

    /// <summary>Connects to a node.</summary>
    /// <param name="receiveBuffer">Bytes that the kernel may buffer unread; 0 keeps the system's default.</param>
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

    /// <summary>Reads the status line and the headers of the next final response.</summary>
    /// <exception cref="IOException">The connection ended within the head, or the response is not HTTP.</exception>
    public async Task<ResponseHead> ReadHeadAsync(CancellationToken cancel)
    {
        ResponseHead head;
        do
        {
            head = await ReadAnyHeadAsync(cancel);
        }
        while (head.Status is >= 100 and < 200);

        var length = head.Headers.GetValueOrDefault("Content-Length");
        _framing = head switch
        {
            _ when head.Headers.ContainsKey("Transfer-Encoding") => Framing.Chunked,
            { Status: 204 or 304 } => Framing.None,
            _ => length is null ? Framing.UntilClose : Framing.Length,
        };
        _remaining = _framing == Framing.Length ? long.Parse(length!, CultureInfo.InvariantCulture) : 0;
        return head;
    }

    /// <summary>Reads available bytes of the body, without its framing; 0 at its end.</summary>
    public async ValueTask<int> ReadBodyAsync(Memory<byte> target, CancellationToken cancel)
    {
        if (_framing == Framing.Chunked && _remaining == 0)
        {
            await ReadChunkHeaderAsync(cancel);
        }

        if (_framing == Framing.None || (_framing == Framing.Length && _remaining == 0))
        {
            return 0;
        }

        if (_start == _end && !await FillAsync(cancel))
        {
            return _framing == Framing.UntilClose ? 0 : throw new IOException("the connection ended within a body");
        }

        var count = Math.Min(target.Length, _end - _start);
        if (_framing != Framing.UntilClose)
        {
            count = (int)Math.Min(count, _remaining);
        }

        _buffer.AsMemory(_start, count).CopyTo(target);
        _start += count;
        _remaining -= count;
        if (_framing == Framing.Chunked && _remaining == 0 && await ReadLineAsync(cancel) is { Length: > 0 } excess)
        {
            throw new IOException($"'{excess}' instead of the end of a chunk");
        }

        return count;
    }

    /// <summary>Reads the rest of a body as UTF-8.</summary>
    public async Task<string> ReadTextAsync(CancellationToken cancel)
    {
        using var reader = new StreamReader(new RawHttpBody(this), Encoding.UTF8);
        return await reader.ReadToEndAsync(cancel);
    }

    public void Dispose() => _socket.Dispose();

    // HTTP/1.1 201 Created
    private async Task<ResponseHead> ReadAnyHeadAsync(CancellationToken cancel)
    {
        var status = await ReadLineAsync(cancel);
        if (!status.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) || status.Length < 12)
        {
            throw new IOException($"not an HTTP/1.1 status line: '{status}'");
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await ReadLineAsync(cancel) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        return new ResponseHead(int.Parse(status.AsSpan(9, 3), CultureInfo.InvariantCulture), headers);
    }

    private async ValueTask ReadChunkHeaderAsync(CancellationToken cancel)
    {
        var size = await ReadLineAsync(cancel);
        _remaining = long.Parse(size.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        if (_remaining == 0)
        {
            await ReadLineAsync(cancel); // no trailers were requested, so the empty line follows
            _framing = Framing.None;
        }
    }

    private async ValueTask<string> ReadLineAsync(CancellationToken cancel)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (_start == _end && !await FillAsync(cancel))
            {
                throw new IOException("the connection ended within a line");
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

/// <summary>The status and the headers of a response.</summary>
internal sealed record ResponseHead(int Status, IReadOnlyDictionary<string, string> Headers)
{
    public string ContentType => Headers.GetValueOrDefault("Content-Type", "");
}
