using ChatAspire.Network.Drawing;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Walk.Output;

namespace ChatAspire.Provisioner.Output;

/// <summary>Writes a walk's reports to the terminal and to the requested files.</summary>
internal sealed class WalkOutput : IDisposable
{
    private readonly List<WalkReport> _reports = [];
    private readonly bool _json;
    private readonly bool _all;
    private readonly DirectoryInfo? _pcap;
    private readonly string? _picture;
    private readonly PictureFile? _pictureFile;

    /// <summary>Opens the files early, so that an unwritable path fails before anything is captured.</summary>
    /// <param name="all">Shows every packet in full.</param>
    /// <exception cref="UserErrorException">A file cannot be written.</exception>
    public WalkOutput(bool json, bool all, DirectoryInfo? pcap, string? picture)
    {
        (_json, _all, _pcap, _picture) = (json, all, pcap, picture);
        _pictureFile = picture is null ? null : PictureFile.Open(picture);
        try
        {
            pcap?.Create();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _pictureFile?.Dispose();
            throw new UserErrorException($"--pcap {pcap}: {e.Message}", "Name a directory that you may write to.", e);
        }
    }

    /// <summary>Shows a report, and writes its captures.</summary>
    public void Write(WalkReport report)
    {
        _reports.Add(report);
        if (_json)
        {
            using var output = Console.OpenStandardOutput();
            WalkJson.Write(output, report);
            Console.WriteLine();
        }
        else
        {
            LadderOutput.Write(Terminal.Out, report, _all);
        }

        if (_pcap is not null)
        {
            WriteCaptures(report, _reports.Count == 1 ? _pcap : _pcap.CreateSubdirectory($"{_reports.Count}"));
        }
    }

    /// <summary>Draws the picture of all reports, and confirms the files.</summary>
    public void Finish()
    {
        if (_pictureFile is not null)
        {
            _pictureFile.Write(WalkPicture.Svg(_reports, _all), WalkPicture.Title(_reports));
            FileNotice.Write("picture", _picture!);
        }

        if (_pcap is not null)
        {
            FileNotice.Write("captures", $"{_pcap}");
        }
    }

    public void Dispose() => _pictureFile?.Dispose();

    private static void WriteCaptures(WalkReport report, DirectoryInfo folder)
    {
        foreach (var tap in report.Taps)
        {
            File.WriteAllText(Path.Combine(folder.FullName, $"{tap.Host}.chains.txt"), tap.Chains);
            foreach (var (point, file) in tap.Captures)
            {
                var name = string.Join('.', new[] { point.Host, point.Container, point.Device }.OfType<string>());
                File.WriteAllBytes(Path.Combine(folder.FullName, $"{name}.pcap"), file.Span);
            }
        }
    }
}
