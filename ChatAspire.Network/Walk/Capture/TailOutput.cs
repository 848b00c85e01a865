using System.Text;

namespace ChatAspire.Network.Walk.Capture;

/// <summary>
/// Splits the output of <c>tail -F</c> by file. Whenever the output continues with another file, tail prints a header line with the name of
/// that file. The folder's name is random, so that no packet contains such a line.
/// </summary>
/// <param name="folder">The folder of all files.</param>
/// <param name="first">The name under which bytes before the first header are returned.</param>
internal sealed class TailOutput(string folder, string first)
{
    private static readonly byte[] End = " <==\n"u8.ToArray();

    private readonly byte[] _begin = Encoding.ASCII.GetBytes($"\n==> {folder}/");
    private Dictionary<string, List<byte>> _added = [];
    private string _current = first;
    private byte[] _held = [];
    private bool _isHeldAgain;

    // 1795602016.591259556
    // ==> /run/chatlab/walk-0a1b2c3d/p0.pcap <==
    // (bytes)
    // ==> /run/chatlab/walk-0a1b2c3d/chains.txt <==
    /// <summary>Adds a piece of the output, of any length.</summary>
    public void Append(ReadOnlySpan<byte> output)
    {
        byte[] all = [.. _held, .. output];
        var rest = all.AsSpan();
        while (rest.IndexOf(_begin) is var begin and >= 0)
        {
            Add(rest[..begin]);
            rest = rest[begin..];
            if (rest[_begin.Length..].IndexOf(End) is not (var length and >= 0))
            {
                break;
            }

            _current = Encoding.ASCII.GetString(rest.Slice(_begin.Length, length));
            rest = rest[(_begin.Length + length + End.Length)..];
        }

        var kept = rest.StartsWith(_begin) ? rest.Length : BeginningAtEnd(rest);
        Add(rest[..^kept]);
        (_held, _isHeldAgain) = (rest[^kept..].ToArray(), false);
    }

    /// <summary>
    /// Returns the bytes that were added to each file since the previous call. Bytes that may be the beginning of a header are held back
    /// until more output arrives. The rest of a header follows at once, so bytes still held back at the next call belong to the file.
    /// </summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Take()
    {
        if (_isHeldAgain && _held.Length < _begin.Length)
        {
            Add(_held);
            _held = [];
        }

        _isHeldAgain = _held.Length > 0;
        var added = _added.ToDictionary(file => file.Key, file => (ReadOnlyMemory<byte>)file.Value.ToArray());
        _added = [];
        return added;
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        if (!_added.TryGetValue(_current, out var file))
        {
            _added[_current] = file = [];
        }

        file.AddRange(bytes);
    }

    /// <summary>Returns the length of the longest suffix that may be the beginning of a header.</summary>
    private int BeginningAtEnd(ReadOnlySpan<byte> bytes)
    {
        var length = Math.Min(bytes.Length, _begin.Length - 1);
        while (!_begin.AsSpan().StartsWith(bytes[^length..]))
        {
            length--;
        }

        return length;
    }
}
