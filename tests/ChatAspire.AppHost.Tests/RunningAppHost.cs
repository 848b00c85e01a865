using System.Net.Http.Json;
using System.Text.RegularExpressions;
using ChatAspire.Testing;

namespace ChatAspire.AppHost.Tests;

/// <summary>The AppHost as a user starts it (but built already), at the addresses of lab.json.</summary>
internal sealed partial class RunningAppHost : IAsyncDisposable
{
    /// <summary>The room these tests talk in; it stays in the history under artifacts/, so there is only one.</summary>
    public const string Room = "apphost-tests";

    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DownloadDeadline = TimeSpan.FromMinutes(3);

    private readonly ChildProcess _dotnetRun;

    private RunningAppHost(ChildProcess dotnetRun) => _dotnetRun = dotnetRun;

    public static HttpClient ChatA { get; } = new() { BaseAddress = new Uri("http://127.18.0.11:5000") };

    public static HttpClient ChatB { get; } = new() { BaseAddress = new Uri("http://127.18.0.22:5000") };

    /// <summary>What it printed so far.</summary>
    public string Output => _dotnetRun.Output;

    /// <summary>The process of <c>dotnet run</c>.</summary>
    public int DotnetRun => _dotnetRun.Id;

    /// <summary>The AppHost's own process.</summary>
    public int Id => ProcessTable.Descendants(DotnetRun).Single(one => one.Name.StartsWith("ChatAspire.App", StringComparison.Ordinal)).Id;

    /// <summary>Runs the AppHost with a command line that it should refuse, to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RefusedAsync(params string[] args)
    {
        await using var process = Launch(args);
        return (await process.WaitForExitAsync(StartDeadline), process.Output);
    }

    /// <summary>Starts the AppHost, and waits until it says that all is healthy.</summary>
    public static async Task<RunningAppHost> StartAsync()
    {
        var appHost = new RunningAppHost(Launch([]));
        try
        {
            await appHost.SaysAsync("All healthy", StartDeadline);
            return appHost;
        }
        catch
        {
            await appHost.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until it printed a text.</summary>
    public Task SaysAsync(string text, TimeSpan? timeout = null) => Wait.UntilAsync(
        $"the AppHost prints '{text}'",
        () => Output.Contains(text, StringComparison.Ordinal)
            || (_dotnetRun.HasExited ? throw new InvalidOperationException($"It ended with code {_dotnetRun.ExitCode}.") : false),
        timeout,
        () => Output);

    /// <summary>The dashboard's login URL. Skips the test when there can be no dashboard here.</summary>
    public async Task<Uri> DashboardAsync()
    {
        await Wait.UntilAsync(
            "the dashboard is ready, its download included",
            () => DashboardReady().IsMatch(Output) || Output.Contains("no dashboard:", StringComparison.Ordinal),
            DownloadDeadline,
            () => Output);
        var ready = DashboardReady().Match(Output);
        Assert.SkipUnless(ready.Success, Output.Split('\n').FirstOrDefault(line => line.Contains("no dashboard:", StringComparison.Ordinal)) ?? "");
        return new Uri(ready.Groups[1].Value);
    }

    /// <summary>Waits until <c>dotnet run</c> has ended.</summary>
    public Task<int> EndedAsync(TimeSpan timeout) => _dotnetRun.WaitForExitAsync(timeout);

    /// <summary>Posts a message through chat-a.</summary>
    public static async Task PostAsync(string id, string text)
    {
        using var response = await ChatA.PostAsJsonAsync($"/api/rooms/{Room}/messages", new { id, author = "test", text });
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Listens on chat-b.</summary>
    public static async Task<SseClient> ListenOnChatBAsync()
    {
        var events = new SseClient(ChatB, new Uri(ChatB.BaseAddress!, $"/api/rooms/{Room}/events?name=reader&tail=1"));
        await events.UntilAsync("hello");
        return events;
    }

    /// <summary>Posts a message through chat-a, and waits until a reader on chat-b has it.</summary>
    /// <returns>The id of the message's trace.</returns>
    public static async Task<string> PostTracedAsync(string text)
    {
        // A node that has yet to read the room, as after a restart of Redis, takes what it finds for history, of which no span tells.
        await PostAsync(Guid.NewGuid().ToString(), "the reader's first");
        using var events = await ListenOnChatBAsync();
        await events.UntilAsync("message");
        var id = Guid.NewGuid().ToString();
        await PostAsync(id, text);
        var message = await events.UntilAsync(item => item.Name == "message" && item.Json.GetProperty("id").GetString() == id);
        return message.Json.GetProperty("traceparent").GetString()!.Split('-')[1];
    }

    /// <summary>Waits until the dashboard has the spans of both nodes, the Redis commands among them.</summary>
    public static async Task TraceIsCompleteAsync(Uri dashboard, string traceId)
    {
        List<(string Source, string Name)> spans = [];
        await Wait.UntilAsync(
            $"trace {traceId} holds spans of chat-a, chat-b and Redis",
            async () =>
            {
                spans = await DashboardTraces.SpansAsync(dashboard, traceId);
                return spans.Contains(("chat-a", "POST /api/rooms/{room}/messages"))
                    && spans.Any(span => span is ("chat-a", "EVALSHA" or "EVAL"))
                    && spans.Any(span => span.Source == "chat-b");
            },
            StartDeadline,
            () => string.Join(", ", spans));
    }

    /// <summary>Ends the AppHost as Ctrl-C does, and whatever that left.</summary>
    public async ValueTask DisposeAsync()
    {
        var all = ProcessTable.Descendants(DotnetRun);
        if (!_dotnetRun.HasExited)
        {
            foreach (var appHost in all.Where(one => one.Parent == DotnetRun))
            {
                ProcessTable.Signal("INT", appHost.Id);
            }

            await Wait.UntilAsync("the AppHost ended", () => _dotnetRun.HasExited, StartDeadline, () => Output);
        }

        await _dotnetRun.DisposeAsync();
        foreach (var left in ProcessTable.StillRunning(all))
        {
            ProcessTable.Signal("KILL", left.Id);
        }
    }

    private static ChildProcess Launch(string[] args) => ChildProcess.Start(
        "dotnet",
        ["run", "--no-build", "--project", "ChatAspire.AppHost", "--", .. args],
        workingDirectory: Repository.Root);

    [GeneratedRegex(@"ready: (http\S+/login\?t=\S+)")]
    private static partial Regex DashboardReady();
}
