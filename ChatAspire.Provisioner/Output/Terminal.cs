using Spectre.Console;

namespace ChatAspire.Provisioner.Output;

/// <summary>The program's two consoles: results go to standard output, progress and messages to standard error.</summary>
internal static class Terminal
{
    /// <summary>Wide enough for an iptables rule with two addresses and ports beside its counters.</summary>
    private const int FileWidth = 160;

    // Files and pipes fail loudly (a full disk must not pass for success); terminals may be closed.
    private static readonly TextWriter OutWriter = Console.IsOutputRedirected ? Console.Out : new ClosableWriter(Console.Out);
    private static readonly TextWriter ErrorWriter = Console.IsErrorRedirected ? Console.Error : new ClosableWriter(Console.Error);

    private static volatile IAnsiConsole? _live;

    /// <summary>Standard output: coloured and as wide as the terminal; plain and wide in a file or a pipe.</summary>
    public static IAnsiConsole Out { get; } = Create(OutWriter, !Console.IsOutputRedirected);

    /// <summary>Standard error.</summary>
    public static IAnsiConsole Error { get; } = Create(ErrorWriter, !Console.IsErrorRedirected);

    /// <summary>Checks whether a console can show a live display: it is a terminal that moves its cursor.</summary>
    public static bool IsLive(IAnsiConsole console) => console.Profile.Capabilities is { Ansi: true, Interactive: true };

    /// <summary>Writes a message to standard error; above a live display if one is shown.</summary>
    /// <param name="style">The style on a terminal.</param>
    public static void WriteMessage(string text, string style = "default")
    {
        if (Console.IsErrorRedirected)
        {
            ErrorWriter.WriteLine(text);
        }
        else
        {
            (_live ?? Error).Write(new Text($"{text}\n", Style.Parse(style)));
        }
    }

    /// <summary>
    /// Routes messages to the console that shows a live display: written beside it, they would be overwritten. Ends
    /// when disposed.
    /// </summary>
    public static IDisposable BeginLive(IAnsiConsole console)
    {
        _live = console;
        return new LiveScope();
    }

    /// <summary>
    /// Discards further output after the terminal's window was closed: writing would fail, and so would the clean-up that
    /// reports its progress.
    /// </summary>
    public static void Close()
    {
        (OutWriter as ClosableWriter)?.Close();
        (ErrorWriter as ClosableWriter)?.Close();
    }

    /// <summary>Shows the cursor, which a live display hides.</summary>
    public static void ShowCursor()
    {
        foreach (var console in new[] { Out, Error }.Where(console => console.Profile.Out.IsTerminal))
        {
            console.Cursor.Show();
        }
    }

    /// <summary>A console for a writer.</summary>
    public static IAnsiConsole Create(TextWriter writer, bool isTerminal)
    {
        // The library's own detection looks at standard output alone, also for a console on standard error.
        var isCapable =
            isTerminal && (OperatingSystem.IsWindows() || Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb"));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new TerminalOutput(writer, isTerminal, FileWidth),
            Ansi = isCapable ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = isCapable ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isCapable ? InteractionSupport.Yes : InteractionSupport.No,
        });
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    private sealed class LiveScope : IDisposable
    {
        public void Dispose() => _live = null;
    }
}
