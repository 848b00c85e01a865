using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Diagnose;
using ChatAspire.Network.Walk.Output;
using ChatAspire.Network.Walk.Output.Json;
using ChatAspire.Network.Walk.Output.Page;
using ChatAspire.Network.Walk.Traffic;
using Microsoft.Playwright;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>The page of a recorded walk in a file, as <c>walk --html</c> writes it, and the JSON of walks beside it.</summary>
internal sealed class WalkPageFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chatlab-page-").FullName;

    /// <summary>The walk of chat-b to Redis: a whole connection.</summary>
    public static WalkReport Connection() => Report("syn", null);

    /// <summary>A walk whose first packet a rule of host-a drops.</summary>
    public static WalkReport Dropped() => Report("drop", new Verdict(
        CauseId.RuleDrops, "host-a", "filter INPUT", "the rule -A INPUT -p udp -m udp --dport 4789 -j DROP drops it",
        "iptables -t filter -D INPUT -p udp -m udp --dport 4789 -j DROP"));

    /// <summary>Writes the page of some walks, and opens it.</summary>
    public async Task<IPage> OpenAsync(Browser browser, BrowserNewContextOptions options, params IReadOnlyList<WalkReport> reports)
    {
        var path = System.IO.Path.Combine(_folder, "walk.html");
        using (var file = WalkPage.Open(path))
        {
            file.Write(output => WalkPage.Write(output, reports));
        }

        options.Offline = true;
        var page = await (await browser.Instance.NewContextAsync(options)).NewPageAsync();
        await page.GotoAsync($"file://{path}");
        return page;
    }

    /// <summary>Writes what <c>walk --json</c> prints of a walk.</summary>
    /// <returns>The file's path.</returns>
    public string WriteJson(WalkReport report)
    {
        var path = System.IO.Path.Combine(_folder, "walk.json");
        using var file = File.Create(path);
        WalkJson.Write(file, report);
        return path;
    }

    /// <summary>Writes a file.</summary>
    /// <returns>The file's path.</returns>
    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static WalkReport Report(string name, Verdict? verdict)
    {
        var fixture = new WalkFixture(name);
        var walks = Correlation.Walks(fixture.ToRedis(fixture.ClientPort), fixture.Frames, fixture.Traversals, WalkFixture.SameClock,
            WalkFixture.BridgeFilteringHosts);
        var outcome = new ProbeOutcome(verdict is null, verdict is null ? "connected, then closed" : "Connection timed out");
        return new("chat-b 172.18.0.22 → redis 172.18.0.100:6379", walks, WalkFixture.SameClock, outcome, verdict, [], ["a note"]);
    }
}
