using System.Diagnostics;
using System.Text.RegularExpressions;
using ChatAspire.Testing;

namespace ChatAspire.AppHost.Tests;

/// <summary>The AppHost as a user starts it: <c>dotnet run</c>, already built, at the addresses of lab.json.</summary>
internal sealed partial class RunningAppHost : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromMinutes(2);

    private readonly ChildProcess _dotnetRun;

    private RunningAppHost(ChildProcess dotnetRun) => _dotnetRun = dotnetRun;

    /// <summary>The output so far.</summary>
    public string Output => _dotnetRun.Output;

    /// <summary>The process id of <c>dotnet run</c>.</summary>
    public int DotnetRun => _dotnetRun.Id;

    /// <summary>The process id of the AppHost itself.</summary>
    public int Id => ProcessTable.Descendants(DotnetRun)
        .Single(process => process.Parent == DotnetRun && process.Name.StartsWith("ChatAspire.App", StringComparison.Ordinal)).Id;

    /// <summary>The time from the start of <c>dotnet run</c> until both nodes answered.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>The dashboard's login URL.</summary>
    public Uri Dashboard => new(LoginUrl().Match(Output).Groups[1].Value);

    /// <summary>Runs the AppHost with arguments that it rejects, until it exits.</summary>
    /// <param name="path">The PATH of the AppHost; null inherits the tests' own.</param>
    public static async Task<(int ExitCode, string Output)> RejectedAsync(string? path, params string[] args)
    {
        await using var process = Launch(args, path);
        return (await process.WaitForExitAsync(StartTimeout), process.Output);
    }

    /// <summary>Starts the AppHost and waits until both nodes answer and the dashboard's URL is printed.</summary>
    /// <param name="path">The PATH of the AppHost; null inherits the tests' own.</param>
    public static async Task<RunningAppHost> StartAsync(string? path = null, params string[] args)
    {
        var watch = Stopwatch.StartNew();
        var appHost = new RunningAppHost(Launch(args, path));
        try
        {
            await appHost.UntilAsync("both nodes answer", Chat.IsReadyAsync);
            appHost.StartTime = watch.Elapsed;
            await appHost.UntilAsync("the dashboard's URL is printed", () => Task.FromResult(LoginUrl().IsMatch(appHost.Output)));
            return appHost;
        }
        catch
        {
            await appHost.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until <c>dotnet run</c> exits.</summary>
    public Task<int> ExitAsync(TimeSpan timeout) => _dotnetRun.WaitForExitAsync(timeout);

    /// <summary>Waits until the dashboard shows spans of both nodes and of Redis in a trace.</summary>
    public async Task TraceIsCompleteAsync(string traceId)
    {
        List<(string Source, string Name)> spans = [];
        await Wait.UntilAsync(
            $"trace {traceId} has spans of chat-a, chat-b and Redis",
            async () =>
            {
                spans = await AspireCli.SpansAsync(Dashboard, traceId);
                return spans.Contains(("chat-a", "POST /api/rooms/{room}/messages"))
                    && spans.Any(span => span is ("chat-a", "EVALSHA" or "EVAL"))
                    && spans.Any(span => span.Source == "chat-b");
            },
            StartTimeout,
            () => string.Join(", ", spans));
    }

    /// <summary>Stops the AppHost as Ctrl-C does, waits until all its processes have ended, and kills the rest at the deadline.</summary>
    public async ValueTask DisposeAsync()
    {
        var all = _dotnetRun.HasExited ? [] : ProcessTable.OfAppHost(DotnetRun);
        foreach (var appHost in all.Where(process => process.Parent == DotnetRun))
        {
            ProcessTable.Signal("INT", appHost.Id);
        }

        try
        {
            await Wait.UntilAsync(
                "the AppHost and its resources have exited", () => ProcessTable.StillRunning(all).Count == 0, StopTimeout, () => Output);
        }
        finally
        {
            await _dotnetRun.DisposeAsync();
            foreach (var left in ProcessTable.StillRunning(all))
            {
                ProcessTable.Signal("KILL", left.Id);
            }
        }
    }

    private Task UntilAsync(string what, Func<Task<bool>> condition) => Wait.UntilAsync(
        what,
        async () => _dotnetRun.HasExited ? throw new InvalidOperationException($"exit code {_dotnetRun.ExitCode}") : await condition(),
        StartTimeout,
        () => Output);

    private static ChildProcess Launch(string[] args, string? path) => ChildProcess.Start(
        "dotnet",
        ["run", "--no-build", "--project", "ChatAspire.AppHost", "--", .. args],
        path is null ? null : new Dictionary<string, string?> { ["PATH"] = path },
        Repository.Root);

    [GeneratedRegex(@"Login to the dashboard at (http\S+)")]
    private static partial Regex LoginUrl();
}
