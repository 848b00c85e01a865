using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ChatAspire.Testing;

namespace ChatAspire.AppHost.Tests;

/// <summary>The start and the end of the AppHost.</summary>
[Collection(FixedAddresses.Name)]
public sealed class LifetimeTests
{
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Ctrl_C_leaves_no_process()
    {
        await using var appHost = await RunningAppHost.StartAsync();
        var all = ProcessTable.ResourcesOf(appHost.DotnetRun);

        ProcessTable.Signal("INT", appHost.Id);

        Assert.Equal(0, await appHost.ExitAsync(StopLimit));
        await NothingIsLeftAsync(all);
    }

    [Fact]
    public async Task Kill_9_of_the_AppHost_leaves_no_process()
    {
        await using var appHost = await RunningAppHost.StartAsync();
        var all = ProcessTable.ResourcesOf(appHost.DotnetRun);

        ProcessTable.Signal("KILL", appHost.Id);

        await NothingIsLeftAsync(all);
    }

    [Fact]
    public async Task History_survives_a_restart()
    {
        var text = $"before the restart, {Guid.NewGuid()}";
        await using (await RunningAppHost.StartAsync())
        {
            await Chat.PostAsync(Guid.NewGuid().ToString(), text);
        }

        await using var appHost = await RunningAppHost.StartAsync();

        var last = JsonSerializer.Deserialize<JsonElement>(await MessagesAsync("")).GetProperty("last").GetInt64();
        Assert.Contains(text, await MessagesAsync($"?after={last - 1}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_reported_with_its_holder()
    {
        using var holder = new TcpListener(IPAddress.Parse("127.18.0.22"), 5000);
        holder.Start();

        var (exitCode, output) = await RunningAppHost.RejectedAsync();

        Assert.Equal(2, exitCode);
        var comm = (await File.ReadAllTextAsync("/proc/self/comm", TestContext.Current.CancellationToken)).Trim();
        Assert.Contains($"127.18.0.22:5000 (chat-b) is in use by {comm} (process {Environment.ProcessId})", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Distributed application starting", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Unrecognized command or argument '--rediss'", "--rediss", "container")]
    [InlineData("Must be one of:", "--redis", "valkey")]
    [InlineData("Required argument missing for option: '--redis'", "--redis")]
    public async Task An_invalid_option_is_rejected(string message, params string[] args)
    {
        var (exitCode, output) = await RunningAppHost.RejectedAsync(args);

        Assert.Equal(2, exitCode);
        Assert.Contains(message, output, StringComparison.Ordinal);
    }

    private static Task<string> MessagesAsync(string query) => Chat.B.GetStringAsync(
        new Uri($"/api/rooms/{Chat.Room}/messages{query}", UriKind.Relative), TestContext.Current.CancellationToken);

    private static Task NothingIsLeftAsync(IReadOnlyList<ProcessEntry> processes) => Wait.UntilAsync(
        "no process of the AppHost is left",
        () => ProcessTable.StillRunning(processes).Count == 0,
        KillLimit,
        () => string.Join(", ", ProcessTable.StillRunning(processes)));
}
