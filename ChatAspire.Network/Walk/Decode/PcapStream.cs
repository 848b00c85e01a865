namespace ChatAspire.Network.Walk.Decode;

/// <summary>Decodes a capture that is still being written, piece by piece.</summary>
/// <param name="vxlanPort">The UDP destination port that marks a VXLAN frame.</param>
internal sealed class PcapStream(int vxlanPort)
{
    /// <summary>The file header, then the bytes of a record that is not complete yet.</summary>
    private byte[] _pending = [];

    /// <summary>Decodes the frames that became complete with these bytes.</summary>
    public IReadOnlyList<Frame> Append(ReadOnlyMemory<byte> bytes)
    {
        byte[] all = [.. _pending, .. bytes.Span];
        if (all.Length < PcapFile.FileHeader)
        {
            _pending = all;
            return [];
        }

        var frames = new List<Frame>();
        var consumed = PcapFile.FileHeader;
        // Skipped records are reported later, when the finished capture is read.
        foreach (var (time, record) in PcapFile.Read(all, _ => { }))
        {
            consumed += PcapFile.RecordHeader + record.Length;
            if (FrameParser.Parse(time, record, vxlanPort) is { } frame)
            {
                frames.Add(frame);
            }
        }

        _pending = [.. all.AsSpan(0, PcapFile.FileHeader), .. all.AsSpan(consumed)];
        return frames;
    }
}
