using System.Text.Json;

namespace ChatAspire.RealHosts.Tests;

/// <summary>The outputs of a walk other than the ladder.</summary>
[Collection(nameof(WalkLab))]
public sealed class WalkFilesTests(WalkLab fixture)
{
    [Fact]
    public async Task A_picture_shows_the_whole_path()
    {
        var file = Path.Combine(fixture.Home, "walk.svg");

        (await fixture.Lab.RunAsync("walk", "chat-b", "redis", "--picture", file)).EnsureSuccess();

        var picture = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains(">eth0 of chat-b<", picture, StringComparison.Ordinal);
        Assert.Contains("VXLAN, VNI 10", picture, StringComparison.Ordinal);
        Assert.Contains(">eth0 of redis<", picture, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--picture", "walk.png")]
    [InlineData("--picture", "/proc/nowhere/walk.svg")]
    [InlineData("--html", "walk.svg")]
    public async Task Rejects_an_impossible_file_before_the_walk(string option, string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(fixture.Home, "pictures")).FullName;

        var ran = await fixture.Lab.RunAsync("walk", "chat-b", "redis", option, Path.Combine(folder, name));

        Assert.Equal(2, ran.ExitCode);
        Assert.Contains("→", ran.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    /// <summary>The kernel may or may not log in a host's namespace; the test accepts both.</summary>
    [Fact]
    public async Task The_chapter_s_own_way_shows_the_request_from_outside()
    {
        var ran = (await fixture.Lab.RunAsync("walk", "--external", ":5000", "--log-rules", "--json")).EnsureSuccess();

        // Two walks: the first is the one from outside.
        var host = JsonDocument.Parse(ran.Output).RootElement.GetProperty("walks")[0].GetProperty("logRules")[0];
        Assert.Equal("host-a", host.GetProperty("host").GetString());
        foreach (var prefix in new[] { "PREROUTING: ", "NAT DOCKER: ", "POSTROUTING: ", "FORWARD: ", "FILTER DOCKER: " })
        {
            var rule = host.GetProperty("rules").EnumerateArray()
                .Single(rule => rule.GetProperty("command").GetString()!.EndsWith($"\"{prefix}\"", StringComparison.Ordinal));
            Assert.True(rule.GetProperty("packets").GetInt64() > 0, prefix);
        }

        Assert.True(host.GetProperty("log").GetArrayLength() > 0 || host.GetProperty("emptyReason")
            .GetString()!.Contains("nf_log_all_netns", StringComparison.Ordinal));
        var lines = host.GetProperty("tcpdump").EnumerateArray()
            .ToDictionary(read => read.GetProperty("command").GetString()!, read => read.GetProperty("lines").GetString()!);
        Assert.Contains(".5000: tcp", lines["tcpdump -i eth0 port 5000 -n -q"], StringComparison.Ordinal);
        Assert.Contains("172.18.0.11.5000: tcp", lines["tcpdump -i vxlan-net port 5000 -n -q"], StringComparison.Ordinal);
        Assert.Contains("GET /alive HTTP/1.1", lines.Single(read => read.Key.StartsWith("nsenter", StringComparison.Ordinal)).Value,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_chapter_s_own_way_begins_with_ARP()
    {
        var ran = (await fixture.Lab.RunAsync("walk", "chat-b", "redis", "--log-rules")).EnsureSuccess();

        Assert.Contains("Request who-has 172.18.0.100 tell 172.18.0.22", ran.Output, StringComparison.Ordinal);
        Assert.Contains($"Reply 172.18.0.100 is-at {await fixture.MacOfAsync("host-a", "redis")}", ran.Output, StringComparison.Ordinal);
    }
}
