using Spectre.Console;

namespace ChatAspire.Network.Inspection.Report;

/// <summary>Creates consoles that write text without colours and escape sequences.</summary>
internal static class PlainConsole
{
    /// <summary>Creates a console that writes to a text writer.</summary>
    /// <param name="width">Characters per line.</param>
    public static IAnsiConsole To(TextWriter writer, int width)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
