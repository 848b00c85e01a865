using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace ChatAspire.Testing;

/// <summary>A program under test, whose output is kept. It ends with the test run, even when the run is killed.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private const int SigStop = 19;
    private const int SigCont = 18;
    private static readonly string? Setpriv = FindSetpriv();

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private ChildProcess(Process process) => _process = process;

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>True when it has exited.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The exit code.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Its resident memory in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>The output so far, of both streams.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts a program.</summary>
    /// <param name="environment">Variables in addition to those of this process; null removes a variable.</param>
    public static ChildProcess Start(
        string program,
        IEnumerable<string> arguments,
        IEnumerable<KeyValuePair<string, string?>>? environment = null,
        string? workingDirectory = null)
    {
        // The kernel kills the child when the thread that started it ends (prctl(2), PR_SET_PDEATHSIG),
        // so all children are started by one thread that lives as long as the test run.
        var start = new ProcessStartInfo(Setpriv ?? program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = workingDirectory ?? Path.GetTempPath(),
        };
        string[] prefix = Setpriv is null ? [] : ["--pdeathsig", "KILL", "--", program];
        foreach (var argument in prefix.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        var child = new ChildProcess(new Process { StartInfo = start });
        child._process.OutputDataReceived += child.Keep;
        child._process.ErrorDataReceived += child.Keep;
        Spawner.Run(() => child._process.Start());
        child._process.StandardInput.Close();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Kills it and its descendants (SIGKILL), and waits for its exit.</summary>
    public async Task KillAsync()
    {
        if (!HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
    }

    /// <summary>Requests its exit (SIGTERM), and waits for it.</summary>
    /// <exception cref="TimeoutException">It did not exit in time.</exception>
    public async Task StopAsync(TimeSpan timeout)
    {
        Signal(15);
        await WaitForExitAsync(timeout);
    }

    /// <summary>Waits until it exits by itself.</summary>
    /// <exception cref="TimeoutException">It did not exit in time; the message includes its output.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan timeout)
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(timeout);
            return ExitCode;
        }
        catch (TimeoutException error)
        {
            throw new TimeoutException($"Still running after {timeout.TotalSeconds:0.#} s; its output:\n{Output}", error);
        }
    }

    /// <summary>Freezes it (SIGSTOP): its connections stay open, but it does not answer.</summary>
    /// <exception cref="TimeoutException">It did not stop within 5 s.</exception>
    public void Freeze()
    {
        Signal(SigStop);
        // The signal stops one thread after the other: until the last has stopped, a request may still be answered.
        if (!SpinWait.SpinUntil(IsStopped, TimeSpan.FromSeconds(5)))
        {
            throw new TimeoutException($"Process {Id} did not stop within 5 s.");
        }
    }

    /// <summary>Resumes it (SIGCONT).</summary>
    public void Thaw() => Signal(SigCont);

    /// <summary>Fails when it has exited.</summary>
    /// <exception cref="InvalidOperationException">It has exited; the message includes its output.</exception>
    public void ThrowIfExited()
    {
        if (HasExited)
        {
            throw new InvalidOperationException($"It exited with code {ExitCode}; its output:\n{Output}");
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private void Signal(int signal)
    {
        if (Kill(Id, signal) != 0)
        {
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {Id}: errno {Marshal.GetLastPInvokeError()}"));
        }
    }

    // /proc/1066/task/1070/stat: 1070 (.NET TP Worker) T 1023 1066 …
    private bool IsStopped() => Directory.EnumerateDirectories($"/proc/{Id}/task")
        .Select(task => File.ReadAllText(Path.Combine(task, "stat")))
        .All(stat => stat[stat.LastIndexOf(')')..].StartsWith(") T", StringComparison.Ordinal));

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
        {
            lock (_output)
            {
                _output.AppendLine(line.Data);
            }
        }
    }

    private static string? FindSetpriv() => File.Exists("/usr/bin/setpriv") ? "/usr/bin/setpriv" : null;

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);

    /// <summary>The thread that starts all children.</summary>
    private static class Spawner
    {
        private static readonly BlockingCollection<Action> Work = [];

        static Spawner() => new Thread(() =>
        {
            foreach (var work in Work.GetConsumingEnumerable())
            {
                work();
            }
        })
        {
            IsBackground = true,
            Name = "spawner",
        }.Start();

        public static void Run(Action action)
        {
            var done = new TaskCompletionSource();
            Work.Add(() =>
            {
                try
                {
                    action();
                    done.SetResult();
                }
                catch (Exception error) // rethrown to the caller
                {
                    done.SetException(error);
                }
            });
            done.Task.GetAwaiter().GetResult();
        }
    }
}
