using System.Text.RegularExpressions;
using Aspire.Hosting;
using ChatAspire.Hosting.Lab.Operations;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Inspection.Report;
using ChatAspire.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatAspire.AppHost.Tests;

/// <summary>The page of the live map, served by its own server, with the recorded networks of a lab.</summary>
[Collection("page")]
public sealed partial class MapPageTests(Browser browser)
{
    private static readonly string Recorded = InspectionJson.Of("lab", [Host("host-a"), Host("host-b")]);

    [Theory]
    [InlineData("en-GB", ColorScheme.Light, 1280, "State: Running", "Rules and counters")]
    [InlineData("ja-JP", ColorScheme.Dark, 1280, "状態: Running", "ルールとカウンタ")]
    [InlineData("ja-JP", ColorScheme.Light, 360, "状態: Running", "ルールとカウンタ")]
    public async Task The_map_shows_every_namespace_and_device_and_axe_finds_nothing(
        string locale, ColorScheme scheme, int width, string state, string rules)
    {
        await using var map = await OpenAsync(locale, scheme, width, Recorded);

        await Expect(map.Page.Locator("#state")).ToHaveTextAsync(state);
        await Expect(map.Page.Locator("#rules-heading")).ToHaveTextAsync(rules);
        await Expect(map.Page.Locator(".node.container .name")).ToHaveTextAsync(
            ["chat-a", "dashboard", "redis", "chat-b", "on-docker0"]);
        await Expect(map.Page.Locator("svg text.tunnel")).ToHaveTextAsync("VXLAN VNI 10");
        await Expect(map.Page.Locator("#rules")).ToContainTextAsync("-A DOCKER-USER -j RETURN");
        await Axe.AssertNothingFoundAsync(map.Page);
        Assert.True(await map.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways");
    }

    [Fact]
    public async Task A_device_is_explained_by_keyboard()
    {
        await using var map = await OpenAsync("en-GB", ColorScheme.Light, 1280, Recorded);
        var redis = map.Page.GetByRole(AriaRole.Button, new() { Name = "host-a: Namespace of container redis eth0" });

        await redis.FocusAsync();
        await map.Page.Keyboard.PressAsync("Enter");

        await Expect(map.Page.Locator("#details")).ToContainTextAsync("172.18.0.100/16");
        await Axe.AssertNothingFoundAsync(map.Page);
    }

    /// <summary>A counter changes in place, a device that went down is drawn anew; the focus stays.</summary>
    [Fact]
    public async Task Changes_are_shown_where_they_happen()
    {
        var counted = RuleReturn().Replace(Recorded, "${1}4711", 1);
        var down = counted.Replace("\"kind\":\"vxlan\",\"isUp\":true", "\"kind\":\"vxlan\",\"isUp\":false", StringComparison.Ordinal);
        Assert.NotEqual(Recorded, counted);
        Assert.NotEqual(counted, down);
        await using var map = await OpenAsync("en-GB", ColorScheme.Light, 1280, Recorded);
        await map.Page.Locator(".node.vxlan").First.FocusAsync();

        await map.SendAsync("events", "map", Map(down));

        await Expect(map.Page.Locator(".node.vxlan.down")).ToHaveCountAsync(2);
        await Expect(map.Page.Locator(".node.vxlan:focus")).ToHaveCountAsync(1);
        await Expect(map.Page.Locator(".count.changed")).ToHaveTextAsync("4711");
    }

    [Fact]
    public async Task Names_cannot_inject_markup()
    {
        const string Name = "<img src=x onerror=alert(1)>";
        var hostile = Recorded.Replace("\"redis\"", $"\"{Name}\"", StringComparison.Ordinal);
        await using var map = await OpenAsync("en-GB", ColorScheme.Light, 1280, hostile);

        await Expect(map.Page.GetByRole(AriaRole.Button, new() { Name = Name })).ToHaveCountAsync(1);
        Assert.Equal(0, await map.Page.Locator("img").CountAsync());
    }

    /// <summary>Packets are shown and lead to their hops and trace; the page asks for them only while its button says so.</summary>
    [Fact]
    public async Task Packets_are_watched_from_the_button_until_it_is_pressed_again()
    {
        await using var map = await OpenAsync("en-GB", ColorScheme.Light, 1280, Recorded);
        Assert.Equal(["events"], await map.Page.EvaluateAsync<string[]>("Object.keys(sources)"));
        await map.Page.GetByLabel("From").FillAsync("chat-b");
        await map.Page.GetByLabel("To", new() { Exact = true }).FillAsync("redis:6379");

        await map.Page.GetByRole(AriaRole.Button, new() { Name = "Watch packets" }).ClickAsync();
        Assert.Equal("packets?from=chat-b&to=redis%3A6379", await map.Page.EvaluateAsync<string>("sources.packets.url"));
        await map.SendAsync("packets", "listening", "");
        await map.SendAsync(
            "packets", "packet", $$$"""{"trace":"http://localhost:1/traces/detail/1","line":{"number":1,"packet":{{{Packet}}}}}""");
        await map.Page.GetByRole(AriaRole.Button, new() { Name = "PSH ACK" }).ClickAsync();
        await Expect(map.Page.Locator("#packet-list .message")).ToHaveTextAsync("carries a message");

        await Expect(map.Page.Locator("#captures")).ToHaveTextAsync("Watching. Packets are shown as they pass.");
        await Expect(map.Page.Locator("#hops .hop")).ToHaveCountAsync(3);
        await Expect(map.Page.Locator("#trace a")).ToHaveAttributeAsync("href", "http://localhost:1/traces/detail/1");
        await Expect(map.Page.Locator("#map .node.current")).ToHaveCountAsync(1);
        await Axe.AssertNothingFoundAsync(map.Page);
        await map.Page.GetByRole(AriaRole.Button, new() { Name = "Stop watching" }).ClickAsync();
        Assert.True(await map.Page.EvaluateAsync<bool>("sources.packets.isClosed"));
    }

    [Fact]
    public async Task A_refused_request_is_explained_and_a_walk_of_the_dashboard_is_shown()
    {
        await using var map = await OpenAsync("en-GB", ColorScheme.Light, 1280, Recorded);
        await map.Page.GetByLabel("From").FillAsync("nowhere");
        await map.Page.GetByLabel("To", new() { Exact = true }).FillAsync("redis");
        await map.Page.Keyboard.PressAsync("Enter");

        await map.SendAsync("packets", "failed", "nowhere is unknown.");
        await Expect(map.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("nowhere is unknown.");
        var lost = Packet.Replace("\"arrived\":true", "\"arrived\":false", StringComparison.Ordinal);
        await map.SendAsync("events", "walk", $$$"""
            {"walks":[{"title":"walk","packets":[{{{lost}}}],
              "verdict":{"host":"host-a","location":"filter INPUT","cause":"a rule drops it","cure":"iptables -D INPUT 1"}}]}
            """);

        await Expect(map.Page.Locator("#verdict")).ToContainTextAsync("✗ host-a: filter INPUT: a rule drops it");
        await Expect(map.Page.Locator("#hops > .lost")).ToHaveTextAsync("✗ not seen after this");
        await Axe.AssertNothingFoundAsync(map.Page);
    }

    private const string Packet =
        """
        {"name":"PSH ACK","source":"172.18.0.22:40000","destination":"172.18.0.100:6379","forward":true,"bytes":60,"id":1,"sequence":1,
         "acknowledged":1,"data":14,"arrived":true,"hops":[
          {"host":"host-b","device":"eth0","container":"chat-b","kind":"container","time":"2026-11-29T05:00:00.0000001Z",
           "source":"172.18.0.22:40000","destination":"172.18.0.100:6379"},
          {"host":"host-a","table":"filter","chain":"INPUT","in":"eth0","source":"10.77.0.12:1","destination":"10.77.0.11:4789","rules":[]},
          {"host":"host-a","device":"eth0","container":"redis","kind":"container","time":"2026-11-29T05:00:00.0004Z",
           "source":"172.18.0.22:40000","destination":"172.18.0.100:6379"}]}
        """;

    private static string Map(string inspection) => $$"""{"state":"Running","map":{{inspection}}}""";

    private static HostNetwork Host(string name) => HostNetwork.Parse(name, File.ReadAllBytes(
        Path.Combine(Repository.Root, "tests", "ChatAspire.Network.Tests", "Inspection", "Fixtures", $"{name}.probe.txt")));

    private async Task<OpenMap> OpenAsync(string locale, ColorScheme scheme, int width, string inspection)
    {
        var builder = DistributedApplication.CreateBuilder([]);
        var lab = builder.AddLab("lab", Path.Combine(Repository.Root, "lab.json")).Resource;
        var app = builder.Build();
        var console = LabConsole.Of(lab, app.Services);
        var url = await console.Maps.AddAsync(lab.Name, console.Map);
        var page = await browser.Instance.NewPageAsync(new()
        {
            Locale = locale,
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = width, Height = 900 },
        });
        // The lab does not run: the test sends the events.
        await page.AddInitScriptAsync("""
            window.sources = {};
            window.EventSource = class extends EventTarget {
              constructor(url) { super(); sources[url.split('?')[0]] = this; this.url = url; }
              close() { this.isClosed = true; }
            };
            window.send = (source, type, data) => sources[source].dispatchEvent(new MessageEvent(type, { data }));
            """);
        await page.GotoAsync(url.ToString());
        var map = new OpenMap(app, page);
        await map.SendAsync("events", "map", Map(inspection));
        return map;
    }

    // "text":"-A DOCKER-USER -j RETURN","target":"RETURN","packets":56
    [GeneratedRegex("(\"text\":\"-A DOCKER-USER -j RETURN\",\"target\":\"RETURN\",\"packets\":)[0-9]+")]
    private static partial Regex RuleReturn();

    private sealed record OpenMap(DistributedApplication App, IPage Page) : IAsyncDisposable
    {
        public async Task SendAsync(string source, string type, string data) => await
            Page.EvaluateAsync("([source, type, data]) => send(source, type, data)", new[] { source, type, data });

        public async ValueTask DisposeAsync()
        {
            await Page.CloseAsync();
            await App.DisposeAsync();
        }
    }
}
