using System.Diagnostics;
using System.Text.Json;
using ChatAspire.Network.Execution;
using ChatAspire.Testing;

namespace ChatAspire.RealHosts.Tests;

/// <summary>The program itself, as a user runs it, on a lab file and a home of its own.</summary>
public sealed class Chatlab(string labFile, string home)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    /// <summary>Starts a verb; its progress as JSON where <paramref name="arguments"/> ask for it.</summary>
    public Process Start(params IReadOnlyList<string> arguments) => Start([], arguments);

    /// <summary>Runs a verb to its end.</summary>
    public Task<Ran> RunAsync(params IReadOnlyList<string> arguments) => RunAsync([], arguments);

    /// <param name="shown">What the terminal shows when its window is closed.</param>
    public async Task RunUntilClosedAsync(string shown, params IReadOnlyList<string> arguments) =>
        // Killed: had the verb ended before, there would have been nothing to close.
        Assert.Equal(128 + 9, await RunInTerminalUntilAsync(shown, closes: true, Environment.GetEnvironmentVariable("PATH")!, arguments));

    /// <param name="environment">Set on top of this process's own.</param>
    public async Task<Ran> RunAsync(Dictionary<string, string> environment, params IReadOnlyList<string> arguments)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = Start(environment, arguments);
        using var deadline = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var error = process.StandardError.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        return new Ran(process.ExitCode, await output, await error, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Runs a verb in a terminal (script(1)) until it shows a text; then its window is closed, or Ctrl-C is pressed in it.</summary>
    /// <param name="path">The PATH that it has.</param>
    /// <returns>When the verb's own process has ended: its exit code after Ctrl-C.</returns>
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
                home, $"{Guid.NewGuid():N}", new HostCommand(Repository.Program("ChatAspire.Provisioner", "chatlab"), [.. arguments, "--lab", labFile]).ToShell(), shown, $"{closes}", path),
            CancellationToken.None)).ExitCode;

    private Process Start(Dictionary<string, string> environment, IReadOnlyList<string> arguments)
    {
        // No parent-death signal: it fires when the thread that started the child ends (prctl(2)), and pool threads do.
        var start = new ProcessStartInfo(
            Repository.Program("ChatAspire.Provisioner", "chatlab"), [arguments[0], "--lab", labFile, .. arguments.Skip(1)])
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

/// <summary>How a verb ended.</summary>
public sealed record Ran(int ExitCode, string Output, string Error, TimeSpan Elapsed)
{
    /// <summary>What it reported with <c>--json</c>.</summary>
    public IReadOnlyList<JsonElement> Events => [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>Titles of the steps that ended so: <c>applied</c>, <c>repaired</c>, <c>satisfied</c>, …</summary>
    public IReadOnlyList<string> Steps(params string[] outcomes) =>
    [
        .. Events.Where(e => e.GetProperty("event").GetString() == "step-ended" && outcomes.Contains(e.GetProperty("outcome").GetString()))
            .Select(e => $"{e.GetProperty("host").GetString()}: {e.GetProperty("step").GetString()}"),
    ];

    /// <summary>Titles of the checks in the document of <c>verify --json</c> or <c>status --json</c> whose state is this.</summary>
    public IReadOnlyList<string> Checks(string state) =>
    [
        .. JsonDocument.Parse(Output).RootElement.GetProperty("checks").EnumerateArray().Where(check => check.GetProperty("state").GetString() == state)
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
