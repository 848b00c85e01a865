using ChatAspire.Network.Inspection.Report;
using Spectre.Console;

namespace ChatAspire.Provisioner.Commands;

/// <summary>Where tables go: the terminal as it is; a file or a pipe without colours, and as wide as the tables want.</summary>
internal static class Terminal
{
    /// <summary>A rule with two addresses and ports, beside its counters.</summary>
    private const int FileWidth = 160;

    public static IAnsiConsole Wide() => Console.IsOutputRedirected ? PlainConsole.To(Console.Out, FileWidth) : AnsiConsole.Console;

    /// <summary>Writes nothing any more to a terminal that is gone: that would fail, and with it the clean-up that tells of itself.</summary>
    public static void Leave(bool output, bool errors)
    {
        if (output)
        {
            Console.SetOut(TextWriter.Null);
            AnsiConsole.Profile.Out = new AnsiConsoleOutput(TextWriter.Null);
        }

        if (errors)
        {
            Console.SetError(TextWriter.Null);
        }
    }
}
