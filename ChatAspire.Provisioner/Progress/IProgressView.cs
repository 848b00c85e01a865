using ChatAspire.Lab.Steps;
using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.Progress;

/// <summary>Shows the steps of <c>up</c>, <c>down</c> and <c>verify</c> while they run.</summary>
internal interface IProgressView : IDisposable
{
    /// <summary>Shows an event; safe to call for several hosts at the same time.</summary>
    void Report(LabEvent labEvent);

    /// <summary>
    /// Creates the view that suits standard output: JSON Lines if requested, a live display on a terminal, else a line for each
    /// finished step.
    /// </summary>
    /// <param name="activity">The text that a live display shows until the first step starts.</param>
    /// <param name="explain">True to add the reason for each step, and its commands.</param>
    static IProgressView Create(string activity, bool json, bool explain)
    {
        if (json)
        {
            return new JsonProgress(Console.Out);
        }

        return Terminal.IsLive(Terminal.Out) ? new LiveProgress(Terminal.Out, activity, explain) : new PlainProgress(Console.Out, explain);
    }
}
