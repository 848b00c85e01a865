using ChatAspire.Lab.Steps;
using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.Progress;

/// <summary>Shows the current phase and the number of finished checks as one activity on standard error.</summary>
internal sealed class CheckActivity : IDisposable
{
    private readonly ActivityLine _activity;
    private readonly bool _isLive = Terminal.IsLive(Terminal.Error);
    private int _checks;
    private volatile string _phase = "";

    private CheckActivity(string text) => _activity = ActivityLine.Begin(text);

    /// <summary>Shows a text as the activity until the first check ends.</summary>
    public static CheckActivity Begin(string text) => new(text);

    /// <summary>Counts finished checks; safe to call for several hosts at the same time.</summary>
    public void Report(LabEvent labEvent)
    {
        switch (labEvent)
        {
            case LabEvent.PhaseStarted started:
                _phase = started.Phase.Title;
                break;
            case LabEvent.StepEnded when _isLive:
                _activity.Next($"Checking the lab: {_phase} ({Interlocked.Increment(ref _checks)} checks)");
                break;
        }
    }

    public void Dispose() => _activity.Dispose();
}
