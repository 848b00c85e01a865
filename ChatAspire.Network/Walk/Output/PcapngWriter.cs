using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using ChatAspire.Network.Walk.Decode;

namespace ChatAspire.Network.Walk.Output;

/// <summary>Writes the blocks of a pcapng file (IETF draft-ietf-opsawg-pcapng), little-endian.</summary>
internal sealed class PcapngWriter
{
    /// <summary>The link type of all interfaces (LINKTYPE_ETHERNET).</summary>
    private const ushort Ethernet = 1;

    private const uint SectionHeader = 0x0a0d0d0a;
    private const uint InterfaceDescription = 1;
    private const uint EnhancedPacket = 6;

    private const ushort EndOfOptions = 0;
    private const ushort Comment = 1;
    private const ushort Application = 4;
    private const ushort InterfaceName = 2;
    private const ushort TimeResolution = 9;

    /// <summary>The negative exponent of the unit of time: 10⁻⁷ s, a tick of <see cref="DateTime"/>.</summary>
    private const byte Ticks = 7;

    private readonly Stream _output;

    /// <summary>Begins a file by writing its section header.</summary>
    public PcapngWriter(Stream output)
    {
        _output = output;
        var block = new Block();
        block.Add(0x1a2b3c4d); // the byte-order magic
        block.Add(1); // version 1.0
        block.Add(uint.MaxValue); // the section's length is not stated
        block.Add(uint.MaxValue);
        block.AddOption(Application, "chatlab"u8);
        block.AddOption(EndOfOptions, default);
        block.WriteTo(_output, SectionHeader);
    }

    /// <summary>Writes an interface. Interfaces are numbered from 0 in the order in which they are written.</summary>
    public void AddInterface(string name)
    {
        var block = new Block();
        block.Add(Ethernet);
        block.Add(PcapFile.MaxRecord);
        block.AddOption(InterfaceName, Encoding.UTF8.GetBytes(name));
        block.AddOption(TimeResolution, [Ticks]);
        block.AddOption(EndOfOptions, default);
        block.WriteTo(_output, InterfaceDescription);
    }

    /// <summary>Writes a frame with its comments.</summary>
    /// <param name="interfaceNumber">The number of its interface.</param>
    /// <param name="time">The frame's time in UTC.</param>
    /// <param name="frame">The frame, or only its beginning.</param>
    /// <param name="length">The length of the whole frame in bytes.</param>
    public void AddFrame(int interfaceNumber, DateTime time, ReadOnlySpan<byte> frame, int length, IEnumerable<string> comments)
    {
        var ticks = (ulong)(time - DateTime.UnixEpoch).Ticks;
        var block = new Block();
        block.Add((uint)interfaceNumber);
        block.Add((uint)(ticks >> 32));
        block.Add((uint)ticks);
        block.Add((uint)frame.Length);
        block.Add((uint)length);
        block.AddPadded(frame);
        foreach (var comment in comments)
        {
            block.AddOption(Comment, Encoding.UTF8.GetBytes(comment));
        }

        block.AddOption(EndOfOptions, default);
        block.WriteTo(_output, EnhancedPacket);
    }

    /// <summary>The body of a block.</summary>
    private sealed class Block
    {
        /// <summary>The bytes around the body: the block's type, and its length before and after the body.</summary>
        private const int Frame = 12;

        private readonly List<byte> _body = [];

        public void Add(uint number)
        {
            Span<byte> bytes = stackalloc byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
            _body.AddRange(bytes);
        }

        /// <param name="value">The value; cut off at 65,535 bytes, the longest value that an option can have.</param>
        public void AddOption(ushort code, ReadOnlySpan<byte> value)
        {
            value = value[..Math.Min(value.Length, ushort.MaxValue)];
            Add(code | (uint)value.Length << 16);
            AddPadded(value);
        }

        /// <summary>Adds bytes and pads them with zeros to a multiple of 32 bits, as the format requires.</summary>
        public void AddPadded(ReadOnlySpan<byte> bytes)
        {
            _body.AddRange(bytes);
            _body.AddRange(stackalloc byte[(sizeof(uint) - (bytes.Length % sizeof(uint))) % sizeof(uint)]);
        }

        public void WriteTo(Stream output, uint type)
        {
            var length = (uint)_body.Count + Frame;
            Span<byte> number = stackalloc byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32LittleEndian(number, type);
            output.Write(number);
            BinaryPrimitives.WriteUInt32LittleEndian(number, length);
            output.Write(number);
            output.Write(CollectionsMarshal.AsSpan(_body));
            output.Write(number);
        }
    }
}
