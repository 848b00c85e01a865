using System.Runtime.InteropServices;
using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.CommandLine;

/// <summary>
/// Handles Ctrl-C, SIGTERM and a closed terminal: the first cancels, so that the verb cleans up; a second Ctrl-C ends the
/// program at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly PosixSignalRegistration[] _signals;
    private readonly string _notice;

    /// <param name="notice">The message for the first signal.</param>
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

    /// <summary>Cancelled by the first signal.</summary>
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
