using System.Runtime.InteropServices;
using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.CommandLine;

/// <summary>
/// Handles SIGINT (Ctrl-C), SIGTERM and SIGHUP (a closed terminal). The first signal cancels the verb, which then cleans up. A second
/// SIGINT or SIGTERM ends the program at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly PosixSignalRegistration[] _signals;
    private readonly string _notice;

    /// <param name="notice">The message to print at the first SIGINT or SIGTERM.</param>
    public Interruption(string notice)
    {
        _notice = notice;
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, HangUp),
        ];
    }

    /// <summary>The token that the first signal cancels.</summary>
    public CancellationToken Token => _cancellation.Token;

    public void Dispose()
    {
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }

        _cancellation.Dispose();
    }

    private void Cancel(PosixSignalContext signal)
    {
        if (_cancellation.IsCancellationRequested)
        {
            Terminal.ShowCursor();
            return; // The signal's default action ends the program.
        }

        signal.Cancel = true;
        _ = _cancellation.CancelAsync();
        Terminal.WriteMessage(_notice);
    }

    private void HangUp(PosixSignalContext signal)
    {
        signal.Cancel = true;
        Terminal.Close();
        _cancellation.Cancel();
    }
}
