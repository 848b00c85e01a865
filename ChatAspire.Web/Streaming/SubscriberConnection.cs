using System.IO.Pipelines;
using System.Net.Sockets;

namespace ChatAspire.Web.Streaming;

/// <summary>
/// The response of an event stream, and the socket below it. Writes that may wait go through the response; writes that must not wait go
/// straight to the socket, at less cost. The two never mix, because a completed flush of the response leaves nothing in its buffer,
/// which holds a single byte (<see cref="StreamLimits.ResponseBufferBytes"/>).
/// </summary>
/// <param name="socket">The client's socket; null when the response does not reach it unchanged, as over TLS.</param>
/// <param name="isChunked">True for HTTP/1.1; the body of an HTTP/1.0 response is not divided into chunks.</param>
/// <param name="disconnect">Closes the connection.</param>
internal sealed class SubscriberConnection(PipeWriter response, Socket? socket, bool isChunked, Action disconnect)
{
    private static readonly FlushResult Gone = new(isCanceled: false, isCompleted: true);

    /// <summary>The response's body.</summary>
    public PipeWriter Response => response;

    /// <summary>Closes the connection.</summary>
    public void Disconnect() => disconnect();

    /// <summary>Writes without waiting, after all earlier writes have completed.</summary>
    /// <returns>
    /// A task that completes when the connection has accepted all bytes. <see cref="FlushResult.IsCompleted"/> means that the client is
    /// gone.
    /// </returns>
    public ValueTask<FlushResult> WriteAsync(StreamPiece piece)
    {
        if (socket is null)
        {
            return response.WriteAsync(piece.Body);
        }

        var bytes = isChunked ? piece.Chunk : piece.Body;
        try
        {
            var sent = socket.Send(bytes.Span, SocketFlags.None, out var error);
            return sent == bytes.Length ? default
                : error is SocketError.Success or SocketError.WouldBlock ? SendAsync(socket, bytes[sent..].ToArray())
                : new(Gone);
        }
        catch (ObjectDisposedException)
        {
            return new(Gone);
        }
    }

    private static async ValueTask<FlushResult> SendAsync(Socket socket, ReadOnlyMemory<byte> rest)
    {
        try
        {
            while (rest.Length > 0)
            {
                rest = rest[await socket.SendAsync(rest)..];
            }

            return default;
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return Gone;
        }
    }
}
