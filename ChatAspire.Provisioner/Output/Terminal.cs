using Spectre.Console;

namespace ChatAspire.Provisioner.Output;

/// <summary>The program's two consoles: standard output for results, standard error for messages.</summary>
internal static class Terminal
{
    /// <summary>The width, in columns, of output to a file or a pipe; fits an iptables rule with addresses, ports and counters.</summary>
    private const int FileWidth = 160;

    // Output is discarded only if a terminal was closed. A failed write to a file or pipe, as on a full disk, must not look like success.
    private static readonly TextWriter OutWriter = Console.IsOutputRedirected ? Console.Out : new ClosableWriter(Console.Out);
    private static readonly TextWriter ErrorWriter = Console.IsErrorRedirected ? Console.Error : new ClosableWriter(Console.Error);

    private static volatile IAnsiConsole? _live;

    /// <summary>Standard output: with colours and as wide as the terminal, or plain and 160 columns wide in a file or pipe.</summary>
    public static IAnsiConsole Out { get; } = Create(OutWriter, !Console.IsOutputRedirected);

    /// <summary>Standard error, formatted like <see cref="Out"/>.</summary>
    public static IAnsiConsole Error { get; } = Create(ErrorWriter, !Console.IsErrorRedirected);

    /// <summary>Returns true if a console can show a live display, that is, if it is a terminal whose cursor can be moved.</summary>
    public static bool IsLive(IAnsiConsole console) => console.Profile.Capabilities is { Ansi: true, Interactive: true };

    /// <summary>Writes a message to standard error, on a terminal above the live display if one is shown.</summary>
    /// <param name="style">The Spectre.Console style of the message on a terminal, such as "red".</param>
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
    /// Routes messages to the console that shows a live display, until the result is disposed. Written to another console, they would
    /// be overwritten by the display.
    /// </summary>
    public static IDisposable BeginLive(IAnsiConsole console)
    {
        _live = console;
        return new LiveScope();
    }

    /// <summary>
    /// Discards further output to terminals, after the terminal's window was closed. Otherwise writes would fail, and with them the
    /// cleanup that reports its progress.
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

    /// <summary>Creates a console that writes to <paramref name="writer"/>.</summary>
    public static IAnsiConsole Create(TextWriter writer, bool isTerminal)
    {
        // The library's own detection examines standard output only, even for a console on standard error.
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
