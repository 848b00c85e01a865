using ChatAspire.Lab.Lessons;
using Spectre.Console;

namespace ChatAspire.Provisioner.Output;

/// <summary>Writes the prose of challenges to standard output.</summary>
internal static class ChallengePage
{
    /// <summary>Writes a heading and paragraphs.</summary>
    public static void Write(string title, string text)
    {
        Terminal.Out.Write(new Rule($"[bold]{Markup.Escape(title)}[/]") { Justification = Justify.Left });
        Write(text);
    }

    /// <summary>Writes paragraphs.</summary>
    public static void Write(string text) => new LessonProse(Terminal.Out).Write(text, "default");
}
