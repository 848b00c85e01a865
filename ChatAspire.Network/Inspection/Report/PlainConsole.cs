using Spectre.Console;

namespace ChatAspire.Network.Inspection.Report;

/// <summary>Renders tables as plain text.</summary>
internal static class PlainConsole
{
    /// <summary>Plain text of this width.</summary>
    public static IAnsiConsole To(TextWriter writer, int width)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
