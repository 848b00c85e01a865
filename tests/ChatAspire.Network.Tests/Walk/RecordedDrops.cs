using System.Runtime.CompilerServices;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Drops;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>
/// The kernel's drops on a real machine (kernel 6.18, bpftrace 0.17, bridge-nf-call-iptables on): <c>nft</c> of walk plain-web plain-db
/// with a rule of nftables in the namespace of plain-db, <c>mtu</c> of walk plain-web plain-db --size 1450 with an MTU of 1400 on its veth.
/// </summary>
internal static class RecordedDrops
{
    /// <summary>The inode of the namespace of plain-db, and its process.</summary>
    public const long Db = 4026532866;
    public const int DbPid = 27557;

    /// <summary>The text of a file.</summary>
    public static string Text(string name) => File.ReadAllText(Path.Combine(Folder(), "Fixtures", "drops", name));

    /// <summary>The files of a session, by their names on the host.</summary>
    public static Dictionary<string, string> Session(string source, string fault) => new()
    {
        [DropScript.Kernel] = "cdb2e3a7-5d0c-4a58-9d3a-1d6d9c0f7b55\n",
        [DropScript.Spaces] = Text("spaces.txt"),
        [DropScript.Format] = Text("format.txt"),
        [DropScript.Skip] = "",
        [source == "bpftrace" ? DropScript.Bpftrace : DropScript.Tracefs] = Text($"{source}-{fault}.txt"),
        [DropScript.BpftraceErrors] = source == "bpftrace" ? "" : "bpftrace is not installed\n",
    };

    public static DropRecording Read(string source, string fault) => Read(Session(source, fault));

    public static DropRecording Read(Dictionary<string, string> session) =>
        DropRecording.Read("local", name => session.GetValueOrDefault(name, ""), WalkFixture.VxlanPort);

    /// <summary>Formats a packet as the program of bpftrace prints it.</summary>
    /// <param name="packet">From its IPv4 header on.</param>
    public static string Line(long space, int reason, string function, string device, ReadOnlySpan<byte> packet) =>
        $"{space} {reason} {function} {device} 800 "
        + string.Concat(packet[..Math.Min(packet.Length, 96)].ToArray().Select(octet => $"\\x{octet:x2}")) + "\n";

    /// <summary>The first VXLAN packet of a capture, from its outer IPv4 header on.</summary>
    public static ReadOnlyMemory<byte> FirstTunnelPacket(string file) => PcapFile.Read(File.ReadAllBytes(file), _ => { })
        .First(record => FrameParser.Parse(record.Time, record.Frame, WalkFixture.VxlanPort) is { Tunnel: not null }).Frame[14..];

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
