using System.Formats.Tar;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ChatAspire.Provisioner.Walk;

/// <summary>The files that a tap left on its host. A full disk or a broken connection costs what it costs, and is told.</summary>
internal sealed partial class TapFiles
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _files = [];
    private readonly Action<string> _skipped;

    /// <param name="tar">As <see cref="TapScript"/> prints it.</param>
    /// <param name="skipped">Told what was not read, and why.</param>
    public TapFiles(ReadOnlyMemory<byte> tar, Action<string> skipped)
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

    // 3 packets dropped by kernel
    /// <summary>How many packets the kernel could not give to a listener.</summary>
    /// <param name="name">Of what tcpdump said when it ended.</param>
    public int Dropped(string name) => DroppedByKernel().Match(Text(name)) is { Success: true } dropped ? int.Parse(dropped.Groups["count"].ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^[0-9]{10}\.[0-9]{1,9}(?=\n?$)")]
    private static partial Regex Seconds();

    [GeneratedRegex(@"^(?<count>[0-9]{1,9}) packets? dropped by kernel", RegexOptions.Multiline)]
    private static partial Regex DroppedByKernel();
}
