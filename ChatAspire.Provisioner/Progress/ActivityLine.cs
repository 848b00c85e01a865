using ChatAspire.Provisioner.Output;
using Spectre.Console;

namespace ChatAspire.Provisioner.Progress;

/// <summary>
/// Shows the current activity of a verb on standard error until disposed: as one live line on a terminal, elsewhere as a line for each
/// activity, so that a log also shows the progress.
/// </summary>
internal sealed class ActivityLine : IDisposable
{
    private readonly LiveDisplay? _display;
    private readonly ProgressTask? _line;
    private readonly Action<string> _write;

    private ActivityLine(string text, IAnsiConsole? console, Action<string> write)
    {
        _write = write;
        if (console is null)
        {
            write(text);
        }
        else
        {
            _display = new LiveDisplay(console);
            _line = _display.Add(text);
        }
    }

    /// <summary>Begins with a first activity, such as "Connecting to lab chatlab…".</summary>
    public static ActivityLine Begin(string text) => new(text, Live, line => Terminal.WriteMessage(line));

    /// <summary>
    /// Begins like <see cref="Begin"/>, but writes nothing if standard error is not a terminal. For verbs such as <c>ssh</c>, whose
    /// error output belongs to another program.
    /// </summary>
    public static ActivityLine BeginOnTerminal(string text) => new(text, Live, _ => { });

    private static IAnsiConsole? Live => Terminal.IsLive(Terminal.Error) ? Terminal.Error : null;

    /// <summary>Replaces the current activity by the next.</summary>
    public void Next(string text)
    {
        if (_line is null)
        {
            _write(text);
        }
        else
        {
            LiveDisplay.SetText(_line, text);
        }
    }

    public void Dispose() => _display?.Dispose();
}
