using System.Globalization;
using System.Text;
using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Walk.Capture;

/// <summary>Reads growing files of a host with one command per reading.</summary>
internal sealed class CaptureTail(ICommandRunner host, string folder, IReadOnlyList<string> names) : ICaptureTail
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly Dictionary<string, long> _offsets = names.ToDictionary(name => name, _ => 0L);

    public async Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadAsync(CancellationToken cancellation)
    {
        string[] arguments = [folder, .. names.SelectMany(name => new[] { name, _offsets[name].ToString(CultureInfo.InvariantCulture) })];
        var result = await host.RunAsync(HostCommand.Shell(CaptureScript.Tail, arguments).WithTimeout(Limit), cancellation);
        var added = Parse(result.Check().OutputBytes);
        foreach (var (name, bytes) in added)
        {
            _offsets[name] += bytes.Length;
        }

        return added;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // p0.pcap 1460
    // (1,460 bytes)chains.txt 0
    /// <summary>
    /// Splits the output of <see cref="CaptureScript.Tail"/> by file. A file whose bytes were cut short is left out, and read again by the
    /// next call.
    /// </summary>
    internal static Dictionary<string, ReadOnlyMemory<byte>> Parse(ReadOnlyMemory<byte> output)
    {
        var added = new Dictionary<string, ReadOnlyMemory<byte>>();
        while (output.Span.IndexOf((byte)'\n') is var end and > 0
            && Encoding.ASCII.GetString(output.Span[..end]).Split(' ') is [var name, var text]
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && output.Length - end - 1 >= count)
        {
            added[name] = output.Slice(end + 1, count);
            output = output[(end + 1 + count)..];
        }

        return added;
    }
}
