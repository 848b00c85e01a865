using System.Diagnostics;
using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;
using Microsoft.Playwright;

namespace ChatAspire.RealHosts.Tests.Console;

/// <summary>The lab in the Aspire dashboard, in a real browser.</summary>
[Collection(nameof(HostsLab))]
public sealed class ConsoleTests(HostsLab fixture) : EngineTests(fixture)
{
    /// <summary>Both nodes, and the Redis command that stores a message.</summary>
    private static readonly string[] Traced = ["chat-a", "chat-b", "EVAL"];

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CheckLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SeenLimit = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_running_lab_is_examined_and_repaired_in_the_browser()
    {
        Assert.SkipUnless(FullRun.IsOn, "takes minutes; eng/test --full runs it.");
        await using var appHost = await LabAppHost.StartAsync(fixture.FileOf(fixture.Name), fixture.Home);
        await using var browser = await ConsoleBrowser.OpenAsync(appHost.Dashboard);
        await browser.UntilStateAsync("lab", "Running", CheckLimit);

        await ExamineAsync(browser, fixture.Name);
        await StopByHandAsync(browser, fixture.Name);
        await browser.UntilStateAsync("lab", "Drifted", CheckLimit);
        await browser.PressAsync("lab", "Creates the lab");

        await browser.UntilStateAsync("lab", "Running", StartLimit);
        await browser.UntilStateAsync("chat-b", "Running", SeenLimit);
    }

    [Fact]
    public async Task A_lab_is_started_used_and_stopped_in_the_browser_and_nothing_is_left()
    {
        Assert.SkipUnless(FullRun.IsOn, "takes minutes; eng/test --full runs it.");
        var name = $"{LabHome.Prefix}-console";
        fixture.NewLab(name);
        await using var appHost = await LabAppHost.StartAsync(fixture.FileOf(name), fixture.Home);
        await using var browser = await ConsoleBrowser.OpenAsync(appHost.Dashboard);
        await browser.UntilStateAsync("lab", "Not created", CheckLimit);

        await browser.PressAsync("lab", "Creates the lab");
        await browser.UntilStateAsync("lab", "Starting", SeenLimit);
        await browser.UntilStateAsync("lab", "Running", StartLimit);
        await browser.SaveAsync("console-resources.png");
        await ExamineAsync(browser, name);
        await PostAsync(browser, appHost);
        await StopByHandAsync(browser, name);
        await browser.PressAsync("lab", "Removes the lab");
        await browser.ConfirmAsync();

        await browser.UntilStateAsync("lab", "Not created", StopLimit);
        await browser.UntilStateAsync("host-a", "Missing", SeenLimit);
        Assert.Equal("", await LeftAsync(name));
    }

    [Fact]
    public async Task A_start_whose_AppHost_was_killed_is_completed_by_the_next_and_a_running_lab_is_found()
    {
        Assert.SkipUnless(FullRun.IsOn, "takes minutes; eng/test --full runs it.");
        var name = $"{LabHome.Prefix}-killed";
        fixture.NewLab(name);
        await using (var first = await LabAppHost.StartAsync(fixture.FileOf(name), fixture.Home))
        {
            var starting = first.AspireAsync("resource", "lab", "start");
            await first.UntilStateAsync("host-b", "Running", StartLimit);
            await first.KillAsync();
            Assert.NotEqual(0, (await starting).ExitCode);
        }

        await using (var second = await LabAppHost.StartAsync(fixture.FileOf(name), fixture.Home))
        {
            await second.UntilStateAsync("lab", "Drifted", CheckLimit);
            var (exitCode, output) = await second.AspireAsync("resource", "lab", "start");
            Assert.True(exitCode == 0, output);
            await second.UntilStateAsync("lab", "Running", CheckLimit);
            await second.KillAsync();
        }

        await using var third = await LabAppHost.StartAsync(fixture.FileOf(name), fixture.Home);
        await third.UntilStateAsync("lab", "Running", CheckLimit);
        Assert.Equal(0, (await third.AspireAsync("resource", "lab", "stop")).ExitCode);
        Assert.Equal("", await LeftAsync(name));
    }

    /// <summary>Types a command in a terminal on host-b, and walks from chat-b to Redis.</summary>
    private static async Task ExamineAsync(ConsoleBrowser browser, string lab)
    {
        // The terminal draws its text on a canvas, so the command leaves its output on the host as well.
        await browser.PressAsync("host-b", "Opens a shell");
        await browser.UntilAsync(
            "the terminal's shell runs on host-b",
            async () => (await LabFixture.OnHostAsync(lab, "host-b", "ls /dev/pts | grep -c '^[0-9]' || true")).Trim() != "0",
            CheckLimit);
        var typed = "";
        await browser.UntilAsync(
            "the terminal ran the command on host-b",
            async () =>
            {
                await browser.TypeAsync("ip -br link | tee /run/typed\n");
                typed = await LabFixture.OnHostAsync(lab, "host-b", "cat /run/typed 2>&1 || true");
                return typed.Contains("vxlan-net", StringComparison.Ordinal);
            },
            CheckLimit,
            () => typed);
        Assert.Contains("vxlan0", typed, StringComparison.Ordinal);
        await browser.ShowResourcesAsync();
        await browser.UntilStateAsync("chat-b", "Running", CheckLimit);

        await browser.PressAsync("chat-b", "Follows a connection");
        await browser.FillAsync("To", "redis:6379");
        await browser.SubmitAsync();
        var walk = await browser.UntilResultAsync("all arrived");
        Assert.Contains("chat-b 172.18.0.22 → redis 172.18.0.100:6379", walk, StringComparison.Ordinal);
        Assert.Contains("vxlan0", walk, StringComparison.Ordinal);
        await browser.SaveAsync("console-walk.png");
        await browser.ShowResourcesAsync();
    }

    /// <summary>Posts a message on the page of chat-a, reads it on that of chat-b, and opens its trace in the lab's dashboard.</summary>
    private static async Task PostAsync(ConsoleBrowser browser, LabAppHost appHost)
    {
        const string text = "hello, host-b";
        var reader = await ChatAsync(browser, await appHost.UrlAsync("chat-b"), "Ben");
        var page = await ChatAsync(browser, await appHost.UrlAsync("chat-a"), "Aki");
        await page.FillAsync("#text", text);
        var post = await page.RunAndWaitForRequestAsync(
            () => page.PressAsync("#text", "Enter"),
            request => request.Method == "POST" && request.Url.EndsWith("/messages", StringComparison.Ordinal));
        var trace = (await post.HeaderValueAsync("traceparent"))!.Split('-')[1];
        await reader.GetByText(text, new() { Exact = true }).WaitForAsync();

        var dashboard = await appHost.UrlAsync("dashboard");
        await page.GotoAsync(dashboard.ToString());
        await page.GotoAsync(new Uri(dashboard, $"/traces/detail/{trace}").ToString());
        var shown = "";
        await browser.UntilAsync(
            "the trace shows both nodes and the Redis command",
            async () =>
            {
                shown = await page.InnerTextAsync("body");
                return Traced.All(text => shown.Contains(text, StringComparison.Ordinal));
            },
            CheckLimit,
            () => shown);
        await browser.SaveAsync("console-trace.png", page);
        await page.CloseAsync();
        await reader.CloseAsync();
    }

    private static async Task<IPage> ChatAsync(ConsoleBrowser browser, Uri node, string name)
    {
        var page = await browser.Page.Context.NewPageAsync();
        await page.GotoAsync(node.ToString());
        await page.FillAsync("#name", name);
        await page.PressAsync("#name", "Enter");
        return page;
    }

    /// <summary>Stops a container without the console, and asserts how soon the page shows it.</summary>
    private static async Task StopByHandAsync(ConsoleBrowser browser, string lab)
    {
        await LabFixture.OnHostAsync(lab, "host-b", "docker stop chat-b");
        var stopped = Stopwatch.GetTimestamp();
        await browser.UntilStateAsync("chat-b", "Exited", SeenLimit);
        var seen = Stopwatch.GetElapsedTime(stopped);
        TestContext.Current.SendDiagnosticMessage($"a container stopped by hand was shown after {seen.TotalSeconds:0.0} s");
        Assert.True(seen < SeenLimit, $"{seen.TotalSeconds:0.0} s");
    }

    /// <summary>Everything on this machine that carries the lab's label.</summary>
    private static async Task<string> LeftAsync(string lab) => (await LabHome.Machine.RunAsync(
        HostCommand.Shell(
            """for kind in container network volume; do docker $kind ls -q --filter "label=$1"; done; docker ps -aq --filter "label=$1" """
                .TrimEnd(),
            $"{LabLabel.Key}={lab}"),
        TestContext.Current.CancellationToken)).Check().Output.Trim();
}
