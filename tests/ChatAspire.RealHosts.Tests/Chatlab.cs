using System.Diagnostics;
using System.Text.Json;
using ChatAspire.Network.Execution;
using ChatAspire.Testing;

namespace ChatAspire.RealHosts.Tests;

/// <summary>Runs the program as a user does, on one lab file and one state directory.</summary>
/// <param name="program">Another program than the one that all tests use.</param>
public sealed class Chatlab(string labFile, string home, string? program = null)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(8);

    private readonly string _program = program ?? Repository.Chatlab;

    /// <summary>Starts a verb.</summary>
    public Process Start(params IReadOnlyList<string> arguments) => Start([], arguments);

    /// <summary>Runs a verb to its end.</summary>
    public Task<Ran> RunAsync(params IReadOnlyList<string> arguments) => RunAsync([], arguments);

    /// <summary>Runs a verb in a terminal, and closes the window once it shows a text.</summary>
    public async Task RunUntilClosedAsync(string shown, params IReadOnlyList<string> arguments) =>
        // 128 + SIGKILL. Any other code would mean that the verb ended before the window was closed.
        Assert.Equal(128 + 9, await RunInTerminalUntilAsync(shown, closes: true, Environment.GetEnvironmentVariable("PATH")!, arguments));

    /// <summary>Runs a verb to its end.</summary>
    /// <param name="environment">Variables in addition to this process's own.</param>
    public Task<Ran> RunAsync(Dictionary<string, string> environment, params IReadOnlyList<string> arguments) =>
        Ran.ToEndAsync(() => Start(environment, arguments), Timeout);

    /// <summary>Runs a verb in a terminal (script(1)) until it shows a text; then closes the window, or presses Ctrl-C in it.</summary>
    /// <param name="path">The verb's PATH.</param>
    /// <returns>The verb's exit code, once its own process has ended.</returns>
    public async Task<int> RunInTerminalUntilAsync(string shown, bool closes, string path, params IReadOnlyList<string> arguments) =>
        (await LabHome.Machine.RunAsync(
            HostCommand.Shell(
                """
                export CHATLAB_HOME="$1" CHATLAB_RUN="$2" PATH="$6"
                log=$1/terminal-$2
                mkfifo "$log.keys"
                setsid env --default-signal=INT,HUP TERM=xterm script -qefc "$3" "$log" > /dev/null 2>&1 < "$log.keys" &
                exec 3> "$log.keys"
                timeout 60 sh -c 'until grep -qsF "$1" "$2"; do sleep 0.1; done' sh "$4" "$log" || exit 1
                if [ "$5" = True ]; then kill -KILL $!; else printf '\003' >&3; fi
                wait $!
                code=$?
                unset CHATLAB_RUN
                timeout 60 sh -c 'while grep -qs "CHATLAB_RUN=$1" /proc/[0-9]*/environ; do sleep 0.1; done' sh "$2" || exit 1
                exit $code
                """,
                home, $"{Guid.NewGuid():N}",
                new HostCommand(_program, [.. arguments, "--lab", labFile]).ToShell(),
                shown, $"{closes}", path),
            CancellationToken.None)).ExitCode;

    private Process Start(Dictionary<string, string> environment, IReadOnlyList<string> arguments)
    {
        // No parent-death signal: it fires when the thread that started the child ends (prctl(2)), and pool threads do.
        var words = arguments[0] == "challenge" ? 2 : 1; // a verb, or a verb and its command
        var start = new ProcessStartInfo(
            _program, [.. arguments.Take(words), "--lab", labFile, .. arguments.Skip(words)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CHATLAB_HOME"] = home;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}

/// <summary>The result of a verb.</summary>
public sealed record Ran(int ExitCode, string Output, string Error, TimeSpan Elapsed)
{
    /// <summary>Starts a verb, and waits for its end.</summary>
    /// <param name="start">Starts it with output and error redirected.</param>
    /// <exception cref="OperationCanceledException">It did not end within the time limit.</exception>
    public static async Task<Ran> ToEndAsync(Func<Process> start, TimeSpan limit)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = start();
        using var deadline = new CancellationTokenSource(limit);
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var error = process.StandardError.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        return new Ran(process.ExitCode, await output, await error, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>The events reported with <c>--json</c>.</summary>
    public IReadOnlyList<JsonElement> Events =>
        [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>The titles of the steps with one of these outcomes: <c>applied</c>, <c>repaired</c>, <c>satisfied</c>, …</summary>
    public IReadOnlyList<string> Steps(params string[] outcomes) =>
    [
        .. Events.Where(e => e.GetProperty("event").GetString() == "step-ended" && outcomes.Contains(e.GetProperty("outcome").GetString()))
            .Select(e => $"{e.GetProperty("host").GetString()}: {e.GetProperty("step").GetString()}"),
    ];

    /// <summary>Titles of the checks in the document of <c>verify --json</c> or <c>status --json</c> whose state is this.</summary>
    public IReadOnlyList<string> Checks(string state) =>
    [
        .. JsonDocument.Parse(Output).RootElement.GetProperty("checks").EnumerateArray()
            .Where(check => check.GetProperty("state").GetString() == state)
            .Select(check => $"{check.GetProperty("host").GetString()}: {check.GetProperty("step").GetString()}"),
    ];

    /// <summary>Asserts exit code 0.</summary>
    /// <returns>This result.</returns>
    public Ran EnsureSuccess()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Error}\n{Output[Math.Max(0, Output.Length - 2000)..]}");
        return this;
    }

    /// <summary>Asserts exit code 2, and an error that contains all of these texts and no stack trace.</summary>
    public void AssertReported(params string[] texts)
    {
        Assert.True(ExitCode == 2, $"exit code {ExitCode}\n{Error}");
        Assert.All(texts, text => Assert.Contains(text, Error, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
    }
}
