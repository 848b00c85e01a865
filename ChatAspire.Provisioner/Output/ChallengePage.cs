using ChatAspire.Lab.Lessons;
using Spectre.Console;

namespace ChatAspire.Provisioner.Output;

/// <summary>Writes the texts of challenges to standard output.</summary>
internal static class ChallengePage
{
    /// <summary>Writes a heading, and paragraphs of prose below it.</summary>
    public static void Write(string title, string text)
    {
        Terminal.Out.Write(new Rule($"[bold]{Markup.Escape(title)}[/]") { Justification = Justify.Left });
        Write(text);
    }

    /// <summary>Writes paragraphs of prose.</summary>
    public static void Write(string text) => new LessonProse(Terminal.Out).Write(text, "default");
}
