using System.Net.Http.Json;
using System.Text.RegularExpressions;
using ChatAspire.Lab.State;
using ChatAspire.Testing;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using static Microsoft.Playwright.Assertions;

namespace ChatAspire.RealHosts.Tests.Console;

/// <summary>The lab's commands from <c>aspire resource</c>, and through <c>aspire agent mcp</c> with a client of the protocol.</summary>
[Collection(nameof(HostsLab))]
public sealed partial class AgentTests(HostsLab fixture)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Dictionary<string, string?> Environment => new() { [LabDirectory.HomeVariable] = fixture.Home };

    [Fact]
    public async Task A_walk_from_the_CLI_and_from_an_agent_returns_its_Markdown()
    {
        await using var appHost = await LabAppHost.StartAsync(fixture.FileOf(fixture.Name), fixture.Home);
        await appHost.UntilStateAsync("lab", "Running", Timeout);

        await using var map = await LiveMapPage.OpenAsync(await appHost.UrlAsync("lab"));
        await map.WatchAsync("chat-b", "redis:6379");

        var (exitCode, output) = await appHost.AspireAsync("resource", "lab", "walk", "--from", "chat-b", "--to", "redis:6379");
        Assert.True(exitCode == 0, output);
        AssertWalked(output);
        await AssertLeadsToTraceAsync(map, await appHost.UrlAsync("chat-b"));
        await AssertShownAsync(map, output);

        (exitCode, output) = await appHost.AspireAsync("resource", "chat-b", "walk", "--to", "nowhere");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("nowhere", output, StringComparison.Ordinal);

        (exitCode, output) = await appHost.AspireAsync("resource", "lab", "challenge", "--action", "check");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("No challenge is running on this lab.", output, StringComparison.Ordinal);

        await using var agent = await ConnectAsync();
        AssertWalked(await CallAsync(agent, "lab", "walk", new() { ["from"] = "chat-b", ["to"] = "redis:6379" }));
        var inspection = await CallAsync(agent, "host-b", "inspect", []);
        Assert.Contains("vxlan0", inspection, StringComparison.Ordinal);
        Assert.Contains("| Route |", inspection, StringComparison.Ordinal);
        var challenges = await CallAsync(agent, "lab", "challenge", new() { ["action"] = "list", ["lang"] = "ja" });
        Assert.Contains("| 1 | lights-out | 消灯 |", challenges, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_challenge_is_started_solved_and_reset_from_the_CLI_and_by_an_agent()
    {
        Assert.SkipUnless(FullRun.IsOn, "takes a minute; eng/test --full runs it.");
        await using var appHost = await LabAppHost.StartAsync(fixture.FileOf(fixture.Name), fixture.Home);
        await appHost.UntilStateAsync("lab", "Running", Timeout);
        await using var agent = await ConnectAsync();

        var story = await ActAsync(appHost, "start", "--name", "lights-out", "--seed", "1");
        Assert.Contains("Challenge lights-out, level 1, seed 1. The lab is broken now.", story, StringComparison.Ordinal);
        await appHost.UntilStateAsync("lab", "Challenge", Timeout);
        Assert.DoesNotContain("docker start", story, StringComparison.Ordinal);
        Assert.Contains("Not solved yet", await ActAsync(agent, "check"), StringComparison.Ordinal);
        Assert.Contains("Hint 1 of", await ActAsync(agent, "hint"), StringComparison.Ordinal);
        var cure = Cure().Match(await ActAsync(agent, "solution"));
        var (exitCode, output) = await appHost.AspireAsync("resource", cure.Groups["container"].Value, "restart");
        Assert.True(exitCode == 0, output);
        Assert.Contains("✓ Solved in", await ActAsync(agent, "check"), StringComparison.Ordinal);
        Assert.Contains("the lab is restored", await ActAsync(appHost, "reset"), StringComparison.Ordinal);
        await appHost.UntilStateAsync("lab", "Running", Timeout);
    }

    /// <summary>A packet that carries a message leads to the message's trace in the lab's dashboard.</summary>
    private static async Task AssertLeadsToTraceAsync(LiveMapPage map, Uri chat)
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsJsonAsync(
            new Uri(chat, "/api/rooms/map/messages"), new { id = "m1", author = "test", text = "hello, map" }, Cancellation);
        answer.EnsureSuccessStatusCode();
        await map.Page.Locator("#packet-list .packet:has(.message)").First.ClickAsync();

        await Expect(map.Page.Locator("#trace a")).ToHaveAttributeAsync("href", TraceUrl());
    }

    /// <summary>The map shows the walk's packets as they pass, the page plays them, and no capture outlives the map's page.</summary>
    private async Task AssertShownAsync(LiveMapPage map, string output)
    {
        await Expect(map.Page.Locator("#packet-list .packet", new() { HasText = "SYN ACK" }).First).ToContainTextAsync("arrived");
        await map.Page.GotoAsync(PageOfWalk().Match(output).Value);
        await Expect(map.Page.Locator("h1")).ToContainTextAsync("→ redis 172.18.0.100:6379");
        await Expect(map.Page.Locator("#hops .hop").First).ToContainTextAsync("eth0 of chat-b");
        await Wait.UntilAsync(
            "no capture runs",
            async () => (await LabFixture.OnHostAsync(fixture.Name, "host-b", "ls /run/chatlab 2> /dev/null || true")).Length == 0,
            Timeout);
    }

    private static async Task<string> ActAsync(LabAppHost appHost, string action, params string[] options)
    {
        var (exitCode, output) = await appHost.AspireAsync(
            "resource", ["lab", "challenge", "--action", action, "--lang", "en", .. options]);
        Assert.True(exitCode == 0, output);
        return output;
    }

    private static Task<string> ActAsync(McpClient agent, string action) =>
        CallAsync(agent, "lab", "challenge", new() { ["action"] = action, ["lang"] = "en" });

    private async Task<McpClient> ConnectAsync() => await McpClient.CreateAsync(
        new StdioClientTransport(new StdioClientTransportOptions
        {
            Command = "dotnet",
            Arguments = ["aspire", "agent", "mcp", "--nologo"],
            WorkingDirectory = Repository.Root,
            EnvironmentVariables = Environment,
        }),
        cancellationToken: Cancellation);

    private static void AssertWalked(string text)
    {
        Assert.Contains("→ redis 172.18.0.100:6379", text, StringComparison.Ordinal);
        Assert.Contains("all arrived", text, StringComparison.Ordinal);
        Assert.Contains("vxlan0", text, StringComparison.Ordinal);
        Assert.Contains("/traces/detail/", text, StringComparison.Ordinal);
    }

    private static async Task<string> CallAsync(McpClient agent, string resource, string command, Dictionary<string, object?> arguments)
    {
        var result = await agent.CallToolAsync(
            "execute_resource_command",
            new Dictionary<string, object?> { ["resourceName"] = resource, ["commandName"] = command, ["arguments"] = arguments },
            cancellationToken: Cancellation);
        var text = string.Join('\n', result.Content.OfType<TextContentBlock>().Select(block => block.Text));
        Assert.False(result.IsError == true, text);
        return text;
    }

    [GeneratedRegex("^http://localhost:[0-9]+/traces/detail/[0-9a-f]{32}$")]
    private static partial Regex TraceUrl();

    [GeneratedRegex(@"http://127\.0\.0\.1:[0-9]+/[0-9a-f]{32}/walks/[0-9a-f]{16}")]
    private static partial Regex PageOfWalk();

    // chatlab ssh host-b -- docker start chat-b
    [GeneratedRegex(@"docker start (?<container>[\w-]+)")]
    private static partial Regex Cure();
}
