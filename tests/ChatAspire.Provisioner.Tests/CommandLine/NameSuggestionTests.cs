using ChatAspire.Network.Execution;

namespace ChatAspire.Provisioner.Tests.CommandLine;

public sealed class NameSuggestionTests
{
    private static readonly string[] Known = ["redis", "chat-a", "chat-b", "dashboard", "status", "up"];

    [Theory]
    [InlineData("redos", "redis")] // replaced
    [InlineData("redi", "redis")] // missing
    [InlineData("rediss", "redis")] // inserted
    [InlineData("erdis", "redis")] // swapped
    [InlineData("dash", "dashboard")] // cut short
    [InlineData("STATUS", "status")]
    [InlineData("upp", "up")]
    [InlineData("chat-c", null)] // two are equally close
    [InlineData("postgres", null)]
    [InlineData("x", null)]
    public void Closest_name_is_suggested_if_it_is_close_and_unique(string word, string? expected) =>
        Assert.Equal(expected, NameSuggestion.Closest(word, Known));
}
