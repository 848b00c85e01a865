using ChatAspire.Lab.Steps;
using Spectre.Console;

namespace ChatAspire.Provisioner.Progress;

/// <summary>
/// Shows the running steps with their times at the bottom of a terminal, and above them a line for each step that
/// changed something or failed. Steps that were already satisfied are summarized in one line for each host and phase.
/// </summary>
internal sealed class LiveProgress : IProgressView
{
    private readonly Lock _writing = new();
    private readonly IAnsiConsole _console;
    private readonly bool _explain;
    private readonly LiveDisplay _display;
    private readonly Dictionary<(string Host, string Title), ProgressTask> _running = [];
    private readonly Dictionary<string, int> _satisfied = [];
    private string _phase = "";
    private bool _isVerification;

    /// <param name="activity">The text shown until the first step starts.</param>
    /// <param name="explain">True to add the reason for each step, and its commands, and to summarize no steps.</param>
    public LiveProgress(IAnsiConsole console, string activity, bool explain)
    {
        (_console, _explain) = (console, explain);
        _display = new LiveDisplay(console);
        _running[("", "")] = _display.Add(activity);
    }

    public void Report(LabEvent labEvent)
    {
        lock (_writing)
        {
            switch (labEvent)
            {
                case LabEvent.PhaseStarted started:
                    WriteSummary();
                    _phase = started.Phase.Title;
                    // A phase with nothing but checks is the purpose of `verify`, so each of its checks gets a line.
                    _isVerification =
                        started.Phase.HostSteps.SelectMany(host => host.Steps).All(step => step.Apply.Count == 0 && step.Undo.Count == 0);
                    break;
                case LabEvent.StepStarted started:
                    Remove(("", ""));
                    _running[(started.HostSteps.Name, started.Step.Title)] =
                        _display.Add($"{started.HostSteps.Name}  {started.Step.Title}");
                    break;
                case LabEvent.StepEnded ended:
                    Remove((ended.HostSteps.Name, ended.Step.Title));
                    if (IsSummarized(ended))
                    {
                        _satisfied[ended.HostSteps.Name] = _satisfied.GetValueOrDefault(ended.HostSteps.Name) + 1;
                        return;
                    }

                    break;
            }

            foreach (var line in StepLines.Of(labEvent, _explain))
            {
                Write(line);
            }
        }
    }

    public void Dispose()
    {
        lock (_writing)
        {
            WriteSummary();
        }

        _display.Dispose();
    }

    private bool IsSummarized(LabEvent.StepEnded ended) => !_explain && !_isVerification && ended.Outcome == StepOutcome.Satisfied;

    private void WriteSummary()
    {
        foreach (var (host, steps) in _satisfied)
        {
            Write(StepLines.Summary(host, steps, _phase));
        }

        _satisfied.Clear();
    }

    private void Remove((string Host, string Title) step)
    {
        if (_running.Remove(step, out var task))
        {
            _display.Remove(task);
        }
    }

    private void Write(StepLine line) => _console.Write(new Text($"{line.Text}\n", Style.Parse(line.Style)));
}
