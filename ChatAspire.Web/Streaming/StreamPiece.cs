namespace ChatAspire.Web.Streaming;

/// <summary>Bytes of an event stream, framed as one chunk of an HTTP/1.1 response (RFC 9112, 7.1).</summary>
/// <param name="Chunk">Size line, body and CRLF; empty if there is nothing to write.</param>
/// <param name="HeadLength">Bytes of the size line, including its CRLF.</param>
internal readonly record struct StreamPiece(ReadOnlyMemory<byte> Chunk, int HeadLength)
{
    /// <summary>The bytes that framing adds to a body shorter than 4 GiB: eight hex digits and two CRLFs.</summary>
    public const int MaxFrameBytes = 12;

    private const int EndLength = 2;

    public bool IsEmpty => Chunk.IsEmpty;

    /// <summary>The bytes without the frame, for a writer that frames them itself or needs no frame. Not for an empty piece.</summary>
    public ReadOnlyMemory<byte> Body => Chunk[HeadLength..^EndLength];

    /// <summary>Frames a body, the concatenation of <paramref name="items"/>.</summary>
    /// <param name="length">The length of the body in bytes.</param>
    /// <param name="target">Receives the chunk; must hold <see cref="MaxFrameBytes"/> more than the body.</param>
    public static StreamPiece Of(IEnumerable<byte[]> items, int length, Memory<byte> target)
    {
        if (length == 0)
        {
            return default;
        }

        var rest = target.Span;
        length.TryFormat(rest, out var head, "x", null);
        rest = SseFormat.Put(rest[head..], "\r\n"u8);
        foreach (var item in items)
        {
            rest = SseFormat.Put(rest, item);
        }

        rest = SseFormat.Put(rest, "\r\n"u8);
        return new StreamPiece(target[..^rest.Length], head + EndLength);
    }
}
