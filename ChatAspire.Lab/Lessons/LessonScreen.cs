using Spectre.Console;

namespace ChatAspire.Lab.Lessons;

/// <summary>A lesson in a terminal: what comes and why, then the command's output as it is, then what to notice.</summary>
internal sealed class LessonScreen(LessonText text, LessonWords words, IAnsiConsole console)
{
    /// <summary>Longer lines of prose are hard to read.</summary>
    private const int ProseWidth = 100;

    private const string Command = "1;36";
    private const string Faint = "2";

    public void Begin()
    {
        console.Write(new Rule($"[bold]{Markup.Escape(text.Title)}[/]") { Justification = Justify.Left });
        Prose($"{text.Introduction}\n\n{words.Shell}", "default");
    }

    /// <summary>An item before it runs.</summary>
    /// <param name="fill">Puts in the values that are known by now.</param>
    public void Announce(LessonItem item, int number, int count, Func<string, string> fill)
    {
        var said = text.Items[item.Key];
        console.WriteLine();
        console.Write(new Rule($"[bold]{number}/{count} {Markup.Escape(said.Title)}[/]") { Justification = Justify.Left, Style = Style.Parse("grey") });
        Prose(said.Purpose, "default");
        Typed(item, said.Differs, fill);
        if (item.UpRan.Length > 0)
        {
            Prose(words.UpRan, "grey");
            Raw(item.UpRan, Faint);
        }
    }

    /// <summary>What it printed, and what to notice.</summary>
    public void Show(LessonItem item, IReadOnlyList<LessonResult> results)
    {
        foreach (var result in results)
        {
            console.WriteLine();
            Raw($"[{LessonWhere.Of(item, result.Command, words)}]", Faint);
            Raw($"$ {result.Ran.ReplaceLineEndings("\n> ")}", Command);
            if (result.Output.Length > 0)
            {
                Raw(result.Output.TrimEnd());
            }
            else
            {
                Raw(words.Silent, Faint);
            }
        }

        console.WriteLine();
        Prose($"→ {text.Items[item.Key].Notice}", "green");
    }

    private void Typed(LessonItem item, string differs, Func<string, string> fill)
    {
        var typed = item.Commands.Where(command => fill(command.Typed) != fill(command.Run)).Select(command => fill(command.Typed)).Distinct().ToList();
        if (typed.Count > 0)
        {
            Prose(words.InChapter, "grey");
            Raw("  " + string.Join('\n', typed).ReplaceLineEndings("\n  "), Faint);
            Prose(differs, "yellow");
        }
    }

    private void Prose(string paragraphs, string style)
    {
        if (paragraphs.Length > 0)
        {
            console.Write(new Padder(new Paragraph(paragraphs, Style.Parse(style)), new Padding(0, 0, Math.Max(0, console.Profile.Width - ProseWidth), 0)));
        }
    }

    /// <summary>As it is: a command and what it printed are not wrapped anew.</summary>
    /// <param name="style">A Select Graphic Rendition of ECMA-48, 8.3.117.</param>
    private void Raw(string lines, string style = "")
    {
        var writer = console.Profile.Out.Writer;
        foreach (var line in lines.Split('\n'))
        {
            writer.WriteLine(style.Length > 0 && console.Profile.Capabilities.Ansi ? $"\e[{style}m{line}\e[0m" : line);
        }
    }
}
