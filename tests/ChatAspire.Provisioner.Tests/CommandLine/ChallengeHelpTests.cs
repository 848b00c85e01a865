using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Commands;

namespace ChatAspire.Provisioner.Tests.CommandLine;

/// <summary>The help of the commands below <c>challenge</c>.</summary>
public sealed class ChallengeHelpTests
{
    private const int Width = 100;

    public static TheoryData<string> Names => [.. Parent.Subcommands.Select(command => command.Name)];

    private static CliCommand Parent => Verbs.CreateRoot().Subcommands.OfType<CliCommand>().Single(verb => verb.Name == "challenge");

    [Theory]
    [MemberData(nameof(Names))]
    public void A_command_shows_usage_options_and_examples(string name)
    {
        var output = new StringWriter { NewLine = "\n" };
        new HelpPage(output, Width).WriteVerb(Command(name), hosts: null);

        Snapshot.Matches(output.ToString(), $"help-challenge-{name}.txt");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Examples_are_valid_command_lines(string name)
    {
        Assert.NotEmpty(Command(name).Examples);
        Assert.All(Command(name).Examples, example =>
        {
            Assert.StartsWith($"chatlab challenge {name}", example.Line, StringComparison.Ordinal);
            Assert.Null(UsageError.Of(Verbs.CreateRoot().Parse(example.Line["chatlab ".Length..])));
        });
    }

    private static CliCommand Command(string name) => Parent.Subcommands.OfType<CliCommand>().Single(command => command.Name == name);
}
