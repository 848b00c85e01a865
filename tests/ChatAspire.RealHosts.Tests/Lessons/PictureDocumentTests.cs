using System.Net;
using System.Text.RegularExpressions;

namespace ChatAspire.RealHosts.Tests.Lessons;

/// <summary>The README's map and walk say what a lab's say: all words in them, in the order in which they are drawn.</summary>
[Collection(nameof(LessonLab))]
public sealed partial class PictureDocumentTests(LessonLab fixture)
{
    [Fact]
    public async Task The_map_of_both_hosts() => await IsAsDocumentedAsync("map.svg", "inspect");

    [Fact]
    public async Task A_connection_from_chat_b_to_redis() => await IsAsDocumentedAsync("walk.svg", "walk", "chat-b", "redis");

    private async Task IsAsDocumentedAsync(string name, params string[] verb)
    {
        var file = Path.Combine(fixture.Home, name);
        (await fixture.Lab.RunAsync([.. verb, "--picture", file])).EnsureSuccess();

        await CommittedDocument.SkipOnOtherImagesAsync(fixture);
        CommittedDocument.Compare(fixture, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), Path.Combine("images", name), Words);
    }

    private static string Words(string svg)
    {
        // A chain without rules is there once somebody has asked for it.
        var words = Text().Matches(svg).Select(text => WebUtility.HtmlDecode(text.Groups[1].Value))
            .Where(text => !text.Contains("'s clock is ", StringComparison.Ordinal) && !text.EndsWith(": end of chain, ACCEPT", StringComparison.Ordinal));
        return PlainPage.Of(Differing().Replace(NeighbourCheck().Replace(string.Join('\n', words), ""), "N"));
    }

    [GeneratedRegex("<text[^>]*>(.*?)</text>", RegexOptions.Singleline)]
    private static partial Regex Text();

    /// <summary>A kernel confirms a neighbour's MAC address whenever it is due.</summary>
    [GeneratedRegex(@"^\d+\. ARP .*?(?=^\d+\. |^network namespace: )", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex NeighbourCheck();

    /// <summary>A packet's number and id, the client's port, times, a device's index, the engine's version.</summary>
    [GeneratedRegex(@"^\d+(?=\. )|(?<=, id )\d+|(?<=172\.18\.0\.22:)6[1-4]\d{3}|(≤ )?\d+\.\d{3}(?= ms)|(?<= \()\d+(?=\)$)|(?<=Docker Engine ).*", RegexOptions.Multiline)]
    private static partial Regex Differing();
}
