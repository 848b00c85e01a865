using System.Text.RegularExpressions;
using ChatAspire.Network.Walk.Output;
using Spectre.Console;

namespace ChatAspire.Provisioner.Output;

/// <summary>Prints a walk's ladder: with colours and folded to the width on a terminal, as plain lines elsewhere.</summary>
internal static partial class LadderOutput
{
    public static void Write(IAnsiConsole console, IEnumerable<LadderLine> lines)
    {
        foreach (var line in lines)
        {
            if (!console.Profile.Out.IsTerminal)
            {
                console.Profile.Out.Writer.WriteLine(line.Text);
                continue;
            }

            foreach (var part in Folded(line.Text, console.Profile.Width))
            {
                console.Write(new Text($"{part}\n", Style.Parse(StyleOf(line.Tone))));
            }
        }
    }

    private static string StyleOf(LadderTone tone) => tone switch
    {
        LadderTone.Packet => "bold",
        LadderTone.Host => "blue",
        LadderTone.Chain or LadderTone.Note => "grey",
        LadderTone.Translation => "yellow",
        LadderTone.Tunnel => "fuchsia",
        LadderTone.Failure => "red",
        _ => "default",
    };

    /// <summary>Folds a line at spaces; the continuation lines repeat the ladder's rail, so that the drawing has no gap.</summary>
    private static IEnumerable<string> Folded(string text, int width)
    {
        var lead = Lead().Match(text).Value.Replace('├', '│') + "  ";
        while (text.Length > width && text.LastIndexOf(' ', width) is var cut && cut > lead.Length)
        {
            yield return text[..cut];
            text = lead + text[(cut + 1)..];
        }

        yield return text;
    }

    [GeneratedRegex("^ *([│├] +)?")]
    private static partial Regex Lead();
}
