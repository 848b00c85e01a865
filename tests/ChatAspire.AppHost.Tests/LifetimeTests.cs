using System.Net;
using System.Net.Sockets;
using ChatAspire.Testing;

namespace ChatAspire.AppHost.Tests;

/// <summary>The start and the end of the AppHost.</summary>
[Collection(FixedAddresses.Name)]
public sealed class LifetimeTests
{
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Ctrl_C_and_kill_9_leave_no_process_and_history_survives_a_restart()
    {
        var text = $"before the restart, {Guid.NewGuid()}";
        await using (var stopped = await RunningAppHost.StartAsync())
        {
            await Chat.PostAsync(Guid.NewGuid().ToString(), text);
            var processes = All(stopped);

            ProcessTable.Signal("INT", stopped.Id);

            Assert.Equal(0, await stopped.ExitAsync(StopLimit));
            await NothingIsLeftAsync(processes);
        }

        await using var killed = await RunningAppHost.StartAsync();
        // A node may still answer 503: its Redis loads the log.
        await Wait.UntilAsync(
            "the message is there", async () => (await Chat.NewestMessageAsync()).Contains(text, StringComparison.Ordinal));
        var all = All(killed);

        ProcessTable.Signal("KILL", killed.Id);

        await NothingIsLeftAsync(all);
    }

    [Fact]
    public async Task A_port_in_use_is_reported_with_its_holder()
    {
        using var holder = new TcpListener(IPAddress.Parse("127.18.0.22"), 5000);
        holder.Start();

        var (exitCode, output) = await RunningAppHost.RejectedAsync(path: null);

        Assert.Equal(2, exitCode);
        var comm = (await File.ReadAllTextAsync("/proc/self/comm", TestContext.Current.CancellationToken)).Trim();
        Assert.Contains(
            $"127.18.0.22:5000 (chat-b) is in use by {comm} (process {Environment.ProcessId})", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Distributed application starting", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Unrecognized command or argument '--rediss'", "--rediss", "container")]
    [InlineData("Must be one of:", "--redis", "valkey")]
    [InlineData("Required argument missing for option: '--redis'", "--redis")]
    public async Task An_invalid_option_is_rejected(string message, params string[] args)
    {
        var (exitCode, output) = await RunningAppHost.RejectedAsync(path: null, args);

        Assert.Equal(2, exitCode);
        Assert.Contains(message, output, StringComparison.Ordinal);
    }

    /// <summary>Returns the processes of the AppHost, after a check that the important ones are among them.</summary>
    private static IReadOnlyList<ProcessEntry> All(RunningAppHost appHost)
    {
        var all = ProcessTable.OfAppHost(appHost.DotnetRun);
        string[] expected = ["dcp", "Aspire.Dashboard", "ChatAspire.Redis", "ChatAspire.Web"];
        var cut = expected.Select(name => name[..Math.Min(15, name.Length)]); // as Linux lists names
        Assert.Superset(cut.ToHashSet(), all.Select(process => process.Name).ToHashSet());
        return all;
    }

    private static Task NothingIsLeftAsync(IReadOnlyList<ProcessEntry> processes) => Wait.UntilAsync(
        "no process of the AppHost is left",
        () => ProcessTable.StillRunning(processes).Count == 0,
        KillLimit,
        () => string.Join(", ", ProcessTable.StillRunning(processes)));
}
