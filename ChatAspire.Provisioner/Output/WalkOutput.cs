using System.Text;
using ChatAspire.Lab.State;
using ChatAspire.Network.Drawing;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Output;
using ChatAspire.Network.Walk.Output.Json;
using ChatAspire.Network.Walk.Output.Page;

namespace ChatAspire.Provisioner.Output;

/// <summary>Writes a walk's reports to the terminal and to the requested files.</summary>
internal sealed class WalkOutput : IDisposable
{
    private readonly List<WalkReport> _reports = [];
    private readonly WalkFormat _format;
    private readonly PacketSelection _selection;
    private readonly DirectoryInfo? _pcap;
    private readonly OutputFile? _pcapng;
    private readonly OutputFile? _picture;
    private readonly OutputFile? _page;
    private bool _isPrivate;
    private bool _withPayload = true;
    private DateTime? _start;
    private bool _hasUpperBounds;

    /// <summary>Opens the files early, so that an unwritable path fails before anything is captured.</summary>
    /// <exception cref="UserErrorException">A file cannot be written.</exception>
    public WalkOutput(WalkFormat format, DirectoryInfo? pcap, string? pcapng, string? picture, string? page)
    {
        (_format, _selection, _pcap) = (format, new PacketSelection(format.All), pcap);
        try
        {
            _pcapng = pcapng is null ? null : OutputFile.Open("--pcapng", pcapng, "a capture", ".pcapng");
            _picture = picture is null ? null : PictureFile.Open(picture);
            _page = page is null ? null : WalkPage.Open(page);
            CreateFolder(pcap);
        }
        catch (UserErrorException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Makes the files readable by their owner only, because the packets of hosts outside a lab may be confidential.</summary>
    /// <param name="withPayload">True if the files may contain the payload of packets.</param>
    public void MakePrivate(bool withPayload)
    {
        (_isPrivate, _withPayload) = (true, withPayload);
        _pcapng?.MakePrivate();
        _picture?.MakePrivate();
        _page?.MakePrivate();
    }

    /// <summary>Prints a packet of a live walk; as text, prints the title above the first packet.</summary>
    /// <param name="title">The title of the walk.</param>
    /// <param name="number">The number of the packet, from 1.</param>
    public void Follow(string title, int number, PacketWalk walk)
    {
        if (_format.IsJson)
        {
            Console.WriteLine(WalkJson.Line(number, walk));
            return;
        }

        if (_start is null)
        {
            LadderOutput.Write(Terminal.Out, [new LadderLine(LadderTone.Packet, title)]);
        }

        _start ??= walk.Start;
        var inFull = _selection.IsInFull(walk);
        _hasUpperBounds |= inFull && WalkLadder.HasUpperBound(walk);
        LadderOutput.Write(Terminal.Out, PacketLadder.Lines(number, walk, _start.Value, inFull));
    }

    /// <summary>
    /// Prints a report, and writes its captures. Of a live walk, prints only the summary, because its packets are printed already.
    /// </summary>
    public void Write(WalkReport report)
    {
        _reports.Add(report);
        if (_format.IsJson)
        {
            WriteJson(report);
        }
        else
        {
            var lines = _format.IsLive
                ? WalkLadder.Clocks(report).Concat(WalkLadder.Summary(report, _hasUpperBounds))
                : WalkLadder.Lines(report, _format.All);
            LadderOutput.Write(Terminal.Out, lines.Concat(LogRulesOutput.Lines(report)));
        }

        if (_pcap is not null)
        {
            WriteCaptures(report, _reports.Count == 1 ? _pcap : _pcap.CreateSubdirectory($"{_reports.Count}"));
        }
    }

    /// <summary>
    /// Writes the outputs that cover all reports: the JSON document of several walks, the picture, the page, the pcapng file. Then
    /// prints the names of the written files.
    /// </summary>
    public void Finish()
    {
        if (_format is { IsJson: true, IsList: true })
        {
            WriteDocument(output => WalkJson.Write(output, _reports, !Console.IsOutputRedirected));
        }

        if (_picture is not null)
        {
            _picture.Write(WalkPicture.Svg(_reports, _format.All), WalkPicture.Title(_reports));
            FileNotice.Write("picture", _picture.Path);
        }

        if (_page is not null)
        {
            _page.Write(output => WalkPage.Write(output, _reports));
            FileNotice.Write("page", _page.Path);
        }

        if (_pcapng is not null)
        {
            _pcapng.Write(output => WalkPcapng.Write(output, _reports, _withPayload));
            FileNotice.Write(Captures, _pcapng.Path);
        }

        if (_pcap is not null)
        {
            FileNotice.Write(Captures, $"{_pcap}");
        }
    }

    private string Captures => _withPayload ? "captures" : "captures, without payload";

    public void Dispose()
    {
        _pcapng?.Dispose();
        _picture?.Dispose();
        _page?.Dispose();
    }

    private static void CreateFolder(DirectoryInfo? folder)
    {
        try
        {
            folder?.Create();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"--pcap {folder}: {e.Message}", "Name a directory that you may write to.", e);
        }
    }

    private void WriteJson(WalkReport report)
    {
        if (_format.IsLive)
        {
            Console.WriteLine(WalkJson.Summary(report));
        }
        else if (!_format.IsList)
        {
            WriteDocument(output => WalkJson.Write(output, report, !Console.IsOutputRedirected));
        }
    }

    private static void WriteDocument(Action<Stream> write)
    {
        using var output = Console.OpenStandardOutput();
        write(output);
        output.Write("\n"u8);
    }

    private void WriteCaptures(WalkReport report, DirectoryInfo folder)
    {
        foreach (var capture in report.Captures)
        {
            WriteFile(Path.Combine(folder.FullName, $"{capture.Host}.chains.txt"), Encoding.UTF8.GetBytes(capture.TraceText));
            foreach (var (point, file) in capture.Captures)
            {
                var name = string.Join('.', new[] { point.Host, point.Container ?? point.Overlay, point.Device }.OfType<string>());
                WriteFile(Path.Combine(folder.FullName, $"{name}.pcap"), _withPayload ? file.Span : PacketHeaders.Of(file));
            }
        }
    }

    private void WriteFile(string path, ReadOnlySpan<byte> content)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (_isPrivate && !OperatingSystem.IsWindows())
        {
            // Deletes an existing file, because it would keep its mode.
            File.Delete(path);
            options.UnixCreateMode = SecretFile.OwnerOnly;
        }

        using var stream = new FileStream(path, options);
        stream.Write(content);
    }
}
