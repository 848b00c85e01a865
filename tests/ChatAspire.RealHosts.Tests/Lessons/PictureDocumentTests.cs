using System.Net;
using System.Text.RegularExpressions;

namespace ChatAspire.RealHosts.Tests.Lessons;

/// <summary>The README's map and walk contain the same texts as those of a lab, in the same order.</summary>
[Collection(nameof(LessonLab))]
public sealed partial class PictureDocumentTests(LessonLab fixture)
{
    [Fact]
    public async Task The_map_of_both_hosts_equals_the_committed_one() => await AssertEqualsDocumentAsync("map.svg", "inspect");

    [Fact]
    public async Task The_walk_from_chat_b_to_redis_equals_the_committed_one() =>
        await AssertEqualsDocumentAsync("walk.svg", "walk", "chat-b", "redis");

    private async Task AssertEqualsDocumentAsync(string name, params string[] verb)
    {
        var file = Path.Combine(fixture.Home, name);
        (await fixture.Lab.RunAsync([.. verb, "--picture", file])).EnsureSuccess();

        await CommittedDocument.SkipOnOtherImagesAsync(fixture);
        CommittedDocument.Compare(
            fixture, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), Path.Combine("images", name), Words);
    }

    private static string Words(string svg)
    {
        // A chain without rules exists once a command has listed it.
        var words = Text().Matches(svg).Select(text => WebUtility.HtmlDecode(text.Groups[1].Value))
            .Where(text => !text.StartsWith("Clock of ", StringComparison.Ordinal)
                && !text.EndsWith(": end of chain, ACCEPT", StringComparison.Ordinal));
        return PlainPage.Of(Differing().Replace(NeighbourCheck().Replace(string.Join('\n', words), ""), "N"));
    }

    [GeneratedRegex("<text[^>]*>(.*?)</text>", RegexOptions.Singleline)]
    private static partial Regex Text();

    /// <summary>The ARP packets by which the kernel confirms a neighbour from time to time.</summary>
    [GeneratedRegex(@"^\d+\. ARP .*?(?=^\d+\. |^network namespace: )", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex NeighbourCheck();

    /// <summary>A packet's number and id, the client's port, times, a device's index, the engine's version.</summary>
    [GeneratedRegex(
        @"^\d+(?=\. )|(?<=, id )\d+|(?<=172\.18\.0\.22:)6[1-4]\d{3}|(≤ )?\d+\.\d{3}(?= ms)|(?<= \()\d+(?=\)$)|(?<=Docker Engine ).*",
        RegexOptions.Multiline)]
    private static partial Regex Differing();
}
