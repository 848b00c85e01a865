using System.Globalization;
using ChatAspire.Lab.Steps;
using Spectre.Console;

namespace ChatAspire.Provisioner.Commands.Progress;

/// <summary>
/// A line a step as it ends, in colour, and below them one line that says what runs where right now, with its time.
/// </summary>
internal sealed class LiveProgress : IProgressView
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);

    private readonly Lock _writing = new();
    private readonly IAnsiConsole _console;
    private readonly bool _explain;
    private readonly SortedDictionary<(string Lane, string Title), long> _running = [];
    private readonly Timer _timer;

    public LiveProgress(IAnsiConsole console, bool explain)
    {
        (_console, _explain) = (console, explain);
        _console.Cursor.Hide();
        _timer = new Timer(_ => Try(Redraw), null, Tick, Tick);
    }

    public void Tell(LabEvent happened)
    {
        lock (_writing)
        {
            switch (happened)
            {
                case LabEvent.StepStarted started:
                    _running[(started.Lane.Name, started.Step.Title)] = System.Diagnostics.Stopwatch.GetTimestamp();
                    break;
                case LabEvent.StepEnded ended:
                    _running.Remove((ended.Lane.Name, ended.Step.Title));
                    break;
            }

            foreach (var line in EventLines.Of(happened, _explain))
            {
                Erase();
                _console.MarkupLine($"[{Colour(happened)}]{Markup.Escape(line)}[/]");
            }
        }

        Redraw();
    }

    public void Dispose()
    {
        _timer.Dispose();
        Try(() =>
        {
            lock (_writing)
            {
                Erase();
                _console.Cursor.Show();
            }
        });
    }

    /// <summary>The terminal may be gone: that is no reason to end the run.</summary>
    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException)
        {
        }
    }

    private static string Colour(LabEvent happened) => happened is not LabEvent.StepEnded ended
        ? "blue"
        : ended.Outcome switch
        {
            StepOutcome.Satisfied => "grey",
            StepOutcome.Applied => "green",
            StepOutcome.Repaired => "yellow",
            StepOutcome.Undone or StepOutcome.Cancelled => "default",
            _ => "red",
        };

    private void Redraw()
    {
        lock (_writing)
        {
            Erase();
            var now = string.Join("   ", _running.Select(step => string.Create(CultureInfo.InvariantCulture,
                $"{step.Key.Lane}: {step.Key.Title} {System.Diagnostics.Stopwatch.GetElapsedTime(step.Value).TotalSeconds:0.0} s")));
            _console.Markup($"[cyan]{Markup.Escape(now[..Math.Min(now.Length, Math.Max(0, _console.Profile.Width - 1))])}[/]");
        }
    }

    /// <summary>Carriage return, erase in line (ECMA-48, EL 2).</summary>
    private void Erase() => _console.Write(new ControlCode("\r\e[2K"));
}
