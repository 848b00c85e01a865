using System.Text;
using ChatAspire.Network.Walk.Capture;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>The output of <c>tail -F</c> of several files, in pieces as they arrive.</summary>
public sealed class TailOutputTests
{
    private const string Folder = "/run/chatlab/walk-0a1b2c3d";

    private static readonly byte[] Packets = [0, 10, (byte)'=', (byte)'=', (byte)'>', (byte)' ', 10, 0, 255, 10];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Bytes_belong_to_the_file_named_before(int size)
    {
        var output = new TailOutput(Folder, "now");
        var files = new Dictionary<string, List<byte>>();

        foreach (var piece in Stream().Chunk(size))
        {
            output.Append(piece);
            Collect(files, output);
        }

        Collect(files, output);
        Collect(files, output);

        Assert.Equal("1795602016.591259556", Encoding.ASCII.GetString([.. files["now"]]));
        Assert.Equal([.. Packets, .. Packets], files["p0.pcap"]);
        Assert.Equal("PACKET: 2\n", Encoding.ASCII.GetString([.. files["chains.txt"]]));
    }

    /// <summary>A last byte that could begin a name is given out as soon as nothing followed it.</summary>
    [Fact]
    public void The_end_of_a_packet_is_not_kept_for_long()
    {
        var output = new TailOutput(Folder, "now");
        output.Append(Encoding.ASCII.GetBytes($"1\n==> {Folder}/p0.pcap <==\n"));
        output.Append(Packets);

        Assert.Equal(Packets[..^1], output.Take()["p0.pcap"].ToArray());
        Assert.Equal(Packets[^1..], output.Take()["p0.pcap"].ToArray());
        Assert.Empty(output.Take());
    }

    private static byte[] Stream() =>
    [
        .. Encoding.ASCII.GetBytes($"1795602016.591259556\n==> {Folder}/p0.pcap <==\n"), .. Packets,
        .. Encoding.ASCII.GetBytes($"\n==> {Folder}/chains.txt <==\nPACKET: 2\n\n==> {Folder}/p0.pcap <==\n"), .. Packets,
    ];

    private static void Collect(Dictionary<string, List<byte>> files, TailOutput output)
    {
        foreach (var (name, bytes) in output.Take())
        {
            (files.TryGetValue(name, out var file) ? file : files[name] = []).AddRange(bytes.ToArray());
        }
    }
}
