using System.Formats.Tar;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ChatAspire.Network.Walk.Capture;

/// <summary>
/// The files of a capture session, as its host sent them. Parts that a full disk or a broken connection damaged are skipped and reported.
/// </summary>
internal sealed partial class CaptureFiles
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _files = [];
    private readonly Action<string> _report;

    /// <param name="tar">The output of <see cref="CaptureScript"/>.</param>
    /// <param name="report">Receives a description of everything that was skipped, with the reason.</param>
    public CaptureFiles(ReadOnlyMemory<byte> tar, Action<string> report)
    {
        _report = report;
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
        // The exceptions that TarReader throws for a damaged file.
        catch (Exception e) when (
            e is IOException or InvalidDataException or FormatException or ArgumentException or OverflowException or NotSupportedException)
        {
            report($"everything after {_files.Count} of the files: {e.Message}");
        }
    }

    public bool Has(string name) => _files.ContainsKey(name);

    public ReadOnlyMemory<byte> Bytes(string name) => _files.GetValueOrDefault(name);

    public string Text(string name) => Encoding.UTF8.GetString(Bytes(name).Span);

    /// <summary>Reads the time that the host wrote into a file, by its own clock.</summary>
    /// <param name="defaultValue">Returned if the file holds no time.</param>
    public DateTime Time(string name, DateTime defaultValue)
    {
        if (HostTime.Parse(Text(name)) is { } time)
        {
            return time;
        }

        _report($"the time of its {name} (\"{Text(name).Trim()}\"): packets near that time may look lost");
        return defaultValue;
    }

    /// <summary>The size limit of a capture in bytes; null if its file is missing or unreadable.</summary>
    public long? MaxBytes =>
        long.TryParse(Text(CaptureScript.MaxBytes).TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? bytes
            : null;

    // tcpdump: listening on eth0, link-type EN10MB (Ethernet), snapshot length 262144 bytes
    // 3 packets captured
    // 3 packets received by filter
    // 0 packets dropped by kernel
    /// <summary>Parses the messages that tcpdump printed about a capture.</summary>
    /// <param name="name">The file with tcpdump's standard error.</param>
    public TcpdumpSummary Summary(string name)
    {
        var lines = Text(name).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new TcpdumpSummary(Count("captured"), Count("dropped by kernel") ?? 0, [.. lines.Where(line => !UsualLine().IsMatch(line))]);

        int? Count(string what) => lines.Select(line => UsualLine().Match(line))
            .FirstOrDefault(match => match.Groups["what"].Value == what) is { } found
            ? int.Parse(found.Groups["count"].ValueSpan, CultureInfo.InvariantCulture)
            : null;
    }

    [GeneratedRegex(
        "^((tcpdump: )?listening on .*|dropped privs to root|"
        + "(?<count>[0-9]{1,9}) packets? (?<what>captured|received by filter|dropped by kernel|dropped by interface))$")]
    private static partial Regex UsualLine();
}
