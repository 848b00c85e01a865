using System.Text.Json;
using ChatAspire.Lab.Challenges;

namespace ChatAspire.Lab.Tests.Challenges;

public sealed class ChallengeReportTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 28, 10, 0, 0, TimeSpan.Zero);

    private static readonly ChallengeRecord[] Records =
    [
        new("closed-shop", 7, Start)
        {
            Attempts =
            [
                new(Start.AddSeconds(70),
                    [new(RemarkKind.Traffic, "no-answer", "chat-a", "http://127.0.0.1:5001/"), new(RemarkKind.Cause, "cause")]),
                new(Start.AddSeconds(200), []),
            ],
            Hints = [Start.AddSeconds(100), Start.AddSeconds(150)],
            Solved = Start.AddSeconds(200),
            Ended = Start.AddSeconds(230),
        },
        new("night-shift", 8, Start.AddHours(1))
        {
            SolutionShown = Start.AddHours(1).AddSeconds(30),
            Ended = Start.AddHours(1).AddSeconds(45),
        },
    ];

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public void Markdown_lists_challenges_then_every_check_and_hint(string language) => Snapshot.Matches(
        ChallengeReport.Of("chatlab", "Aiko | 愛子", Start.AddHours(2), Records, language).ToMarkdown(language),
        $"challenge-report.{language}.md");

    [Fact]
    public void Json_has_the_same_content()
    {
        using var report = JsonDocument.Parse(ChallengeReport.Of("chatlab", "Aiko", Start.AddHours(2), Records, "en").ToJson());
        var first = report.RootElement.GetProperty("challenges")[0];

        Assert.Equal("Aiko", report.RootElement.GetProperty("learner").GetString());
        Assert.Equal((200, 7), (first.GetProperty("solvedAfterSeconds").GetDouble(), first.GetProperty("seed").GetInt64()));
        Assert.Equal([100, 150], first.GetProperty("hintsAfterSeconds").EnumerateArray().Select(after => after.GetDouble()));
        Assert.Equal([false, true], first.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("solved").GetBoolean()));
        Assert.Equal("The cause is still present.", first.GetProperty("checks")[0].GetProperty("remarks")[1].GetString());
    }
}
