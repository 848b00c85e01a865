using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ChatAspire.Testing;

namespace ChatAspire.AppHost.Tests;

/// <summary>How the AppHost begins and ends.</summary>
[Collection(FixedAddresses.Name)]
public sealed class LifetimeTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Ctrl_C_leaves_no_process()
    {
        await using var appHost = await RunningAppHost.StartAsync();
        await appHost.DashboardAsync();
        var all = ProcessTable.Descendants(appHost.DotnetRun);
        Assert.True(all.Count >= 5, string.Join(", ", all)); // AppHost, redis, chat-a, chat-b, its guard

        ProcessTable.Signal("INT", appHost.Id);

        Assert.Equal(0, await appHost.EndedAsync(Soon));
        await NothingIsLeftAsync(all);
    }

    [Theory]
    [InlineData("the AppHost")]
    [InlineData("dotnet run")]
    public async Task Kill_9_leaves_no_process(string what)
    {
        await using var appHost = await RunningAppHost.StartAsync();
        await appHost.DashboardAsync();
        var all = ProcessTable.Descendants(appHost.DotnetRun);

        ProcessTable.Signal("KILL", what == "dotnet run" ? appHost.DotnetRun : appHost.Id);

        await NothingIsLeftAsync(all);
    }

    [Fact]
    public async Task History_survives_a_restart_and_the_later_start_takes_less_than_10_s()
    {
        var text = $"before the restart, {Guid.NewGuid()}";
        await using (var first = await RunningAppHost.StartAsync())
        {
            await first.DashboardAsync(); // the first start's part: its download is not the later one's
            await RunningAppHost.PostAsync(Guid.NewGuid().ToString(), text);
        }

        var watch = Stopwatch.StartNew();
        await using var appHost = await RunningAppHost.StartAsync();
        await appHost.DashboardAsync();
        var took = watch.Elapsed;

        // The log keeps 10,000 messages; the newest page holds ours.
        using var room = JsonDocument.Parse(await RunningAppHost.ChatB.GetStringAsync(new Uri($"/api/rooms/{RunningAppHost.Room}/messages", UriKind.Relative), TestContext.Current.CancellationToken));
        var last = room.RootElement.GetProperty("last").GetInt64();
        var newest = await RunningAppHost.ChatB.GetStringAsync(new Uri($"/api/rooms/{RunningAppHost.Room}/messages?after={last - 1}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains(text, newest, StringComparison.Ordinal);
        Assert.True(took < TimeSpan.FromSeconds(10), $"The chat and the dashboard took {took.TotalSeconds:0.0} s to be ready.");
    }

    [Fact]
    public async Task A_port_in_use_is_refused_with_its_holders_name()
    {
        using var holder = new TcpListener(IPAddress.Parse("127.18.0.22"), 5000);
        holder.Start();

        var (exitCode, output) = await RunningAppHost.RefusedAsync();

        Assert.Equal(2, exitCode);
        Assert.Contains($"127.18.0.22:5000 (chat-b) is in use by {Comm()} (process {Environment.ProcessId})", output, StringComparison.Ordinal);
        Assert.DoesNotContain("redis ", output, StringComparison.Ordinal); // nothing was started
    }

    [Theory]
    [InlineData("unknown option '--rediss'", "--rediss", "container")]
    [InlineData("--redis valkey: expected embedded or container", "--redis", "valkey")]
    [InlineData("--redis needs a value", "--redis")]
    public async Task An_unknown_option_is_refused(string message, params string[] args)
    {
        var (exitCode, output) = await RunningAppHost.RefusedAsync(args);

        Assert.Equal(2, exitCode);
        Assert.Contains(message, output, StringComparison.Ordinal);
    }

    private static string Comm() => File.ReadAllText("/proc/self/comm").Trim();

    private static Task NothingIsLeftAsync(IReadOnlyList<ProcessEntry> processes) => Wait.UntilAsync(
        "no process of the AppHost is left",
        () => ProcessTable.StillRunning(processes).Count == 0,
        Soon,
        () => string.Join(", ", ProcessTable.StillRunning(processes)));
}
