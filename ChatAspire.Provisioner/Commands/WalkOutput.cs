using System.Text.RegularExpressions;
using ChatAspire.Network.Drawing;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Walk.Output;
using Spectre.Console;

namespace ChatAspire.Provisioner.Commands;

/// <summary>Where a walk's reports go: the terminal, and the files that were asked for.</summary>
internal sealed partial class WalkOutput(bool json, bool all, DirectoryInfo? pcap, string? picture) : IDisposable
{
    private readonly List<WalkReport> _reports = [];
    private PictureFile? _picture;

    /// <exception cref="UserErrorException">A file cannot be written: said before anything is followed.</exception>
    public void Check()
    {
        _picture = picture is null ? null : PictureFile.Open(picture);
        try
        {
            pcap?.Create();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(e.Message, "Choose a place that can be written to.", e);
        }
    }

    public void Write(WalkReport report)
    {
        _reports.Add(report);
        if (json)
        {
            using var output = Console.OpenStandardOutput();
            WalkJson.Write(output, report);
            Console.WriteLine();
        }
        else
        {
            foreach (var line in WalkLadder.Lines(report, all).Concat(LogRulesOutput.Lines(report)))
            {
                Write(line);
            }
        }

        if (pcap is not null)
        {
            var folder = _reports.Count == 1 ? pcap : pcap.CreateSubdirectory($"{_reports.Count}");
            foreach (var tap in report.Taps)
            {
                File.WriteAllText(Path.Combine(folder.FullName, $"{tap.Host}.chains.txt"), tap.Chains);
                foreach (var (place, file) in tap.Captures)
                {
                    var name = string.Join('.', new[] { place.Host, place.Container, place.Device }.OfType<string>());
                    File.WriteAllBytes(Path.Combine(folder.FullName, $"{name}.pcap"), file.Span);
                }
            }
        }
    }

    /// <summary>After the last report: what shows all of them.</summary>
    public void Finish() => _picture?.Write(WalkPicture.Svg(_reports, all), WalkPicture.Title(_reports));

    public void Dispose() => _picture?.Dispose();

    private static void Write(LadderLine line)
    {
        if (Console.IsOutputRedirected)
        {
            Console.WriteLine(line.Text);
            return;
        }

        var colour = line.Tone switch
        {
            LadderTone.Packet => "bold",
            LadderTone.Host => "blue",
            LadderTone.Chain or LadderTone.Note => "grey",
            LadderTone.Translation => "yellow",
            LadderTone.Tunnel => "fuchsia",
            LadderTone.Trouble => "red",
            _ => "default",
        };
        foreach (var part in Folded(line.Text))
        {
            AnsiConsole.MarkupLine($"[{colour}]{Markup.Escape(part)}[/]");
        }
    }

    /// <summary>What is too long goes on below, as far in as it began: a ladder stays a ladder.</summary>
    private static IEnumerable<string> Folded(string text)
    {
        var lead = Lead().Match(text).Value.Replace('├', '│') + "  ";
        while (text.Length > AnsiConsole.Profile.Width && text.LastIndexOf(' ', AnsiConsole.Profile.Width) is var cut && cut > lead.Length)
        {
            yield return text[..cut];
            text = lead + text[(cut + 1)..];
        }

        yield return text;
    }

    [GeneratedRegex("^ *([│├] +)?")]
    private static partial Regex Lead();
}
