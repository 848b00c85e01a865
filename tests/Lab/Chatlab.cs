using System.Diagnostics;
using System.Text.Json;
using ChatAspire.Testing;

namespace ChatAspire.Lab.Tests;

/// <summary>The program itself, as a user runs it, on a lab file and a home of its own.</summary>
public sealed class Chatlab(string labFile, string home)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    /// <summary>Starts a verb; its progress as JSON where <paramref name="arguments"/> ask for it.</summary>
    public Process Start(params IReadOnlyList<string> arguments) => Start([], arguments);

    /// <summary>Runs a verb to its end.</summary>
    public Task<Ran> RunAsync(params IReadOnlyList<string> arguments) => RunAsync([], arguments);

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

    /// <summary>This, if it ended well.</summary>
    public Ran Well()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Error}\n{Output[Math.Max(0, Output.Length - 2000)..]}");
        return this;
    }
}
