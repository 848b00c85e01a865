using Spectre.Console;

namespace ChatAspire.Network.Inspection.Report;

/// <summary>Creates consoles that render plain text.</summary>
internal static class PlainConsole
{
    /// <summary>Creates a console that writes plain text.</summary>
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
