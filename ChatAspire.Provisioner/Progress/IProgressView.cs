using ChatAspire.Lab.Steps;
using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.Progress;

/// <summary>Shows the engine's steps while they run.</summary>
internal interface IProgressView : IDisposable
{
    /// <summary>Shows an event; called for several hosts at once.</summary>
    void Report(LabEvent labEvent);

    /// <summary>
    /// Creates the view that suits the output: JSON if requested, a live display on a terminal, else a line for each
    /// step.
    /// </summary>
    /// <param name="activity">Shown until the first step starts.</param>
    /// <param name="explain">Adds the reason for each step, and its commands.</param>
    static IProgressView Create(string activity, bool json, bool explain)
    {
        if (json)
        {
            return new JsonProgress(Console.Out);
        }

        return Terminal.IsLive(Terminal.Out) ? new LiveProgress(Terminal.Out, activity, explain) : new PlainProgress(Console.Out, explain);
    }
}
