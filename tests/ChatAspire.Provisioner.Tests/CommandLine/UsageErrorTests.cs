using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Commands;

namespace ChatAspire.Provisioner.Tests.CommandLine;

public sealed class UsageErrorTests
{
    [Theory]
    [InlineData("upp", "Unknown command \"upp\". Did you mean \"up\"?", "chatlab --help lists the commands.")]
    [InlineData("insp", "Unknown command \"insp\". Did you mean \"inspect\"?", "chatlab --help lists the commands.")]
    [InlineData("frobnicate", "Unknown command \"frobnicate\".", "chatlab --help lists the commands.")]
    [InlineData("--verbose", "Unknown option \"--verbose\".", "chatlab --help lists the options.")]
    [InlineData("status --jsn", "Unknown option \"--jsn\". Did you mean \"--json\"?", "chatlab status --help lists the options.")]
    [InlineData("up now", "Unexpected argument \"now\".", "chatlab up --help shows the usage.")]
    [InlineData("lesson 3-9", "Unknown section \"3-9\". Known: 3-1, 3-2, 3-3, 3-4, 3-5, 3-6.", "chatlab lesson --help shows the usage.")]
    [InlineData(
        "lesson 3-1 --lang jp", "Unknown language \"jp\". Did you mean \"ja\"? Known: en, ja.", "chatlab lesson --help shows the usage.")]
    [InlineData(
        "up --hosts local2",
        "Unknown kind of hosts \"local2\". Did you mean \"local\"? Known: local, ec2.",
        "chatlab up --help shows the usage.")]
    [InlineData("lesson", "Missing argument SECTION.", "chatlab lesson --help shows the usage.")]
    [InlineData("ssh", "Missing argument HOST.", "chatlab ssh --help shows the usage.")]
    [InlineData("up --lab", "--lab needs a value: --lab FILE", "chatlab up --help shows the usage.")]
    [InlineData("walk --live a b --packets many", "--packets \"many\" is not a whole number.", "chatlab walk --help shows the usage.")]
    public void Error_names_the_word_and_the_next_step(string line, string message, string hint)
    {
        var error = UsageError.Of(Verbs.CreateRoot().Parse(line));

        Assert.Equal((message, hint), (error?.Message, error?.Hint));
    }

    [Theory]
    [InlineData("up --dry-run")]
    [InlineData("inspect")]
    [InlineData("walk --external")]
    [InlineData("walk chat-b redis:6379 --tcp")]
    [InlineData("ssh host-a -- sh -c pwd --no-such-option")]
    [InlineData("down --hosts ec2 --region eu-central-1")]
    public void Valid_command_line_is_no_error(string line) => Assert.Null(UsageError.Of(Verbs.CreateRoot().Parse(line)));
}
