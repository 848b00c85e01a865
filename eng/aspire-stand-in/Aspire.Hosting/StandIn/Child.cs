using System.Diagnostics;

namespace Aspire.Hosting.StandIn;

/// <summary>How to start a process of the application.</summary>
/// <param name="Name">Whose log lines it writes.</param>
/// <param name="Program">Path, or a name on the PATH.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Directory">Its working directory.</param>
/// <param name="Environment">Added to the AppHost's own; null takes away.</param>
/// <param name="Cleanup">A shell command that removes what killing the process would leave, or null.</param>
/// <param name="OnlyErrors">Its standard output is not worth showing.</param>
internal sealed record ChildPlan(
    string Name,
    string Program,
    IReadOnlyList<string> Arguments,
    string Directory,
    IReadOnlyDictionary<string, string?> Environment,
    string? Cleanup = null,
    bool OnlyErrors = false);

/// <summary>A process of the application.</summary>
internal sealed class Child : IDisposable
{
    // setsid(1) becomes the program. In a session of its own Ctrl-C does not reach it: the AppHost stops it in its turn.
    private static readonly string? OwnSession = File.Exists("/usr/bin/setsid") ? "/usr/bin/setsid" : null;

    private readonly Process _process;
    private readonly Guard _guard;

    private Child(Process process, Guard guard) => (_process, _guard) = (process, guard);

    public int ExitCode => _process.ExitCode;

    public static Child Start(ChildPlan plan, Guard guard, Action<string> log)
    {
        var start = OwnSession is null
            ? new ProcessStartInfo(plan.Program, plan.Arguments)
            : new ProcessStartInfo(OwnSession, [plan.Program, .. plan.Arguments]);
        start.WorkingDirectory = plan.Directory;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;

        foreach (var (name, value) in plan.Environment)
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Log(plan.OnlyErrors ? null : line.Data);
        process.ErrorDataReceived += (_, line) => Log(line.Data);
        process.Start();
        guard.Watch(process.Id, plan.Cleanup);
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new Child(process, guard);

        void Log(string? line)
        {
            if (line is not null)
            {
                log(line);
            }
        }
    }

    /// <summary>Waits for the process to end and its last lines to be read.</summary>
    public async Task EndedAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        _guard.Forget(_process.Id);
    }

    /// <summary>Asks the process to end; kills it, and its children, when it does not in time.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        using var deadline = new CancellationTokenSource(patience);
        try
        {
            if (OperatingSystem.IsWindows())
            {
                _process.Kill(entireProcessTree: true);
            }
            else if (!_process.HasExited)
            {
                _ = Posix.Kill(_process.Id, Posix.SigTerm);
            }

            await EndedAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await EndedAsync(CancellationToken.None);
        }
    }

    public void Dispose() => _process.Dispose();
}
