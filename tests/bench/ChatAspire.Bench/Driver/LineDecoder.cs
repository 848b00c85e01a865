using System.Buffers.Text;

namespace ChatAspire.Bench.Driver;

/// <summary>
/// Splits a server's output into lines: HTTP unchanged, chunked bodies without their chunk headers, WebSocket text
/// frames one line each. The minimal parsing that is correct for any fragmentation, the same for all systems.
/// </summary>
public sealed class LineDecoder(Action<ReadOnlySpan<byte>> onLine, Action onUpgraded)
{
    private enum Mode
    {
        Http,
        ChunkSize,
        ChunkData,
        FrameHeader,
        FrameData,
    }

    private readonly byte[] _header = new byte[14]; // of a chunk or a frame: at most 2 + 8 bytes, a mask of 4 more
    private int _headerCount;
    private bool _chunked;
    private bool _upgraded;
    private bool _textFrame;
    private long _remaining;
    private Mode _mode;
    private byte[] _line = [];
    private int _lineCount;

    /// <summary>Feeds the bytes of one receive.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_mode is Mode.Http)
            {
                bytes = FeedHttp(bytes);
            }
            else if (_mode is Mode.ChunkData or Mode.FrameData)
            {
                var part = bytes[..(int)Math.Min(_remaining, bytes.Length)];
                bytes = bytes[part.Length..];
                if (_mode is Mode.ChunkData || _textFrame)
                {
                    PushText(part);
                }

                _remaining -= part.Length;
                if (_remaining == 0)
                {
                    EndData();
                }
            }
            else
            {
                _header[_headerCount++] = bytes[0];
                bytes = bytes[1..];
                ReadHeader();
            }
        }
    }

    private void EndData()
    {
        if (_mode is Mode.FrameData && _textFrame)
        {
            PushText("\n"u8);
        }

        _mode = _mode is Mode.FrameData ? Mode.FrameHeader : Mode.ChunkSize;
    }

    private void ReadHeader()
    {
        if (_mode is Mode.ChunkSize)
        {
            // "\r\n" that ends the previous chunk, then "1f4\r\n"
            if (_header[_headerCount - 1] != '\n')
            {
                return;
            }

            var digits = _header.AsSpan(0, _headerCount).Trim("\r\n"u8);
            _headerCount = 0;
            if (Utf8Parser.TryParse(digits, out _remaining, out _, 'x'))
            {
                _chunked = _remaining > 0; // the last chunk is empty; the next answer's head follows
                _mode = _chunked ? Mode.ChunkData : Mode.Http;
            }
        }
        else if (_headerCount >= 2 && _headerCount == FrameHeaderLength(_header[1]))
        {
            _remaining = _headerCount == 2 ? _header[1] : 0;
            for (var i = 2; i < _headerCount; i++)
            {
                _remaining = (_remaining << 8) | _header[i];
            }

            _textFrame = (_header[0] & 0x0f) <= 2; // continuation, text, binary; the rest is control
            _headerCount = 0;
            _mode = Mode.FrameData;
            if (_remaining == 0)
            {
                EndData();
            }
        }
    }

    private static int FrameHeaderLength(byte length) => length switch { 126 => 4, 127 => 10, _ => 2 };

    // Head lines one at a time: after the head's empty line the bytes are no longer header lines.
    private ReadOnlySpan<byte> FeedHttp(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        if (end < 0)
        {
            Keep(bytes);
            return [];
        }

        Keep(bytes[..end]);
        var line = _line.AsSpan(0, _lineCount).TrimEnd((byte)'\r');
        _lineCount = 0;
        _chunked |= line.IndexOf("chunked"u8) >= 0;
        _upgraded |= line.StartsWith("HTTP/1.1 101"u8);
        if (line.Length > 0)
        {
            onLine(line);
        }
        else if (_upgraded)
        {
            _mode = Mode.FrameHeader;
            onUpgraded();
        }
        else if (_chunked)
        {
            _mode = Mode.ChunkSize;
        }

        return bytes[(end + 1)..];
    }

    private void PushText(ReadOnlySpan<byte> text)
    {
        for (var end = text.IndexOf((byte)'\n'); end >= 0; end = text.IndexOf((byte)'\n'))
        {
            if (_lineCount == 0)
            {
                onLine(text[..end]);
            }
            else
            {
                Keep(text[..end]);
                onLine(_line.AsSpan(0, _lineCount));
                _lineCount = 0;
            }

            text = text[(end + 1)..];
        }

        Keep(text);
    }

    private void Keep(ReadOnlySpan<byte> text)
    {
        if (_line.Length < _lineCount + text.Length)
        {
            Array.Resize(ref _line, Math.Max(1024, (_lineCount + text.Length) * 2));
        }

        text.CopyTo(_line.AsSpan(_lineCount));
        _lineCount += text.Length;
    }
}
