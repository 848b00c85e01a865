using System.Formats.Tar;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ChatAspire.Network.Walk.Capture;

/// <summary>The files that a tap left on its host. A full disk or a broken connection costs what it costs, and is told.</summary>
internal sealed partial class CaptureFiles
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _files = [];
    private readonly Action<string> _skipped;

    /// <param name="tar">As <see cref="CaptureScript"/> prints it.</param>
    /// <param name="skipped">Told what was not read, and why.</param>
    public CaptureFiles(ReadOnlyMemory<byte> tar, Action<string> skipped)
    {
        _skipped = skipped;
        var bytes = tar.ToArray();
        using var reader = new TarReader(new MemoryStream(bytes));
        try
        {
            while (reader.GetNextEntry() is { } entry)
            {
                if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                {
                    _files[Path.GetFileName(entry.Name)] = bytes.AsMemory((int)entry.DataOffset, (int)entry.Length);
                }
            }
        }
        // All that a damaged tar file makes of TarReader.
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException or ArgumentException or OverflowException or NotSupportedException)
        {
            skipped($"what comes after {_files.Count} of the files: {e.Message}");
        }
    }

    public bool Has(string name) => _files.ContainsKey(name);

    public ReadOnlyMemory<byte> Bytes(string name) => _files.GetValueOrDefault(name);

    public string Text(string name) => Encoding.UTF8.GetString(Bytes(name).Span);

    /// <param name="otherwise">Where the file does not say.</param>
    // 1795602016.591259556
    public DateTime Time(string name, DateTime otherwise)
    {
        if (Seconds().Match(Text(name)) is { Success: true } match)
        {
            return DateTime.UnixEpoch.AddTicks((long)(decimal.Parse(match.ValueSpan, CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond));
        }

        _skipped($"the time of its {name} (\"{Text(name).Trim()}\"): packets at the edge may look lost");
        return otherwise;
    }

    /// <summary>How many bytes a capture may have; null where the file does not say.</summary>
    public long? Bound => long.TryParse(Text(CaptureScript.Bound).TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null;

    // tcpdump: listening on eth0, link-type EN10MB (Ethernet), snapshot length 262144 bytes
    // 3 packets captured
    // 3 packets received by filter
    // 0 packets dropped by kernel
    /// <summary>What tcpdump said of a capture.</summary>
    /// <param name="name">Of the file with its words.</param>
    /// <returns>How many packets it wrote, null where it did not say so; how many the kernel could not give it; and every line that is not said always.</returns>
    public (int? Captured, int Dropped, IReadOnlyList<string> Others) Said(string name)
    {
        var lines = Text(name).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return (Count("captured"), Count("dropped by kernel") ?? 0, [.. lines.Where(line => !Usual().IsMatch(line))]);

        int? Count(string what) => lines.Select(line => Usual().Match(line)).FirstOrDefault(match => match.Groups["what"].Value == what) is { } said
            ? int.Parse(said.Groups["count"].ValueSpan, CultureInfo.InvariantCulture)
            : null;
    }

    [GeneratedRegex(@"^[0-9]{10}\.[0-9]{1,9}(?=\n?$)")]
    private static partial Regex Seconds();

    [GeneratedRegex(@"^((tcpdump: )?listening on .*|dropped privs to root|(?<count>[0-9]{1,9}) packets? (?<what>captured|received by filter|dropped by kernel|dropped by interface))$")]
    private static partial Regex Usual();
}
