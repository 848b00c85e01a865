using Spectre.Console;

namespace ChatAspire.Lab.Lessons;

/// <summary>Shows a lesson in a terminal: each command and its purpose, its output unchanged, and what to notice.</summary>
internal sealed class LessonScreen(LessonText text, LessonWords words, IAnsiConsole console)
{
    private const string Command = "1;36";
    private const string Faint = "2";
    private readonly LessonProse _prose = new(console);

    /// <summary>Shows the title and the introduction.</summary>
    public void Begin()
    {
        console.Write(new Rule($"[bold]{Markup.Escape(text.Title)}[/]") { Justification = Justify.Left });
        _prose.Write($"{text.Introduction}\n\n{words.Shell}", "default");
    }

    /// <summary>Shows an item before it runs.</summary>
    /// <param name="fill">Replaces the placeholders whose values are known.</param>
    public void Announce(LessonItem item, int number, int count, Func<string, string> fill)
    {
        var itemText = text.Items[item.Key];
        console.WriteLine();
        console.Write(new Rule(
            $"[bold]{number}/{count} {Markup.Escape(itemText.Title)}[/]")
        { Justification = Justify.Left, Style = Style.Parse("grey") });
        _prose.Write(itemText.Purpose, "default");
        WriteTyped(item, itemText.Difference, fill);
        if (item.UpRan.Length > 0)
        {
            _prose.Write(words.UpRan, "grey");
            WriteRaw(item.UpRan, Faint);
        }
    }

    /// <summary>Shows the commands that ran, their output, and what to notice.</summary>
    public void Show(LessonItem item, IReadOnlyList<LessonResult> results)
    {
        foreach (var result in results)
        {
            console.WriteLine();
            WriteRaw($"[{LessonLocation.Of(item, result.Command, words)}]", Faint);
            WriteRaw($"$ {result.Ran.ReplaceLineEndings("\n> ")}", Command);
            if (result.Output.Length > 0)
            {
                WriteRaw(result.Output.TrimEnd());
            }
            else
            {
                WriteRaw(words.Silent, Faint);
            }
        }

        console.WriteLine();
        _prose.Write($"→ {text.Items[item.Key].Notice}", "green");
    }

    /// <summary>Shows the chapter's commands that are replaced by others here, and the reason.</summary>
    private void WriteTyped(LessonItem item, string differs, Func<string, string> fill)
    {
        var typed = item.Commands.Where(command => fill(command.Typed) != fill(command.Run)).Select(command => fill(command.Typed))
            .Distinct().ToList();
        if (typed.Count > 0)
        {
            _prose.Write(words.InChapter, "grey");
            WriteRaw("  " + string.Join('\n', typed).ReplaceLineEndings("\n  "), Faint);
            _prose.Write(differs, "yellow");
        }
    }

    /// <summary>Writes commands and output without wrapping them.</summary>
    /// <param name="style">Parameters of Select Graphic Rendition (ECMA-48, 8.3.117): "1;36". Empty for the default style.</param>
    private void WriteRaw(string lines, string style = "")
    {
        var writer = console.Profile.Out.Writer;
        foreach (var line in lines.Split('\n'))
        {
            writer.WriteLine(style.Length > 0 && console.Profile.Capabilities.Ansi ? $"\e[{style}m{line}\e[0m" : line);
        }
    }
}
