using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Commands;

namespace ChatAspire.Provisioner.Tests.CommandLine;

public sealed class HelpTests
{
    private const int Width = 100;

    public static TheoryData<string> VerbNames => [.. Verbs.CreateRoot().Subcommands.Select(verb => verb.Name)];

    [Fact]
    public void Root_lists_the_verbs_in_groups() => Snapshot.Matches(Text(page => page.WriteRoot(Verbs.CreateRoot())), "help.txt");

    [Theory]
    [MemberData(nameof(VerbNames))]
    public void Verb_shows_usage_options_and_examples(string name) =>
        Snapshot.Matches(Text(page => page.WriteVerb(Command(name), hosts: null)), $"help-{name}.txt");

    [Fact]
    public void Ec2_options_are_listed_for_ec2_hosts_only()
    {
        var local = Text(page => page.WriteVerb(Command("up"), "local"));
        var ec2 = Text(page => page.WriteVerb(Command("up"), "ec2"));

        Assert.DoesNotContain("--instance-type", local, StringComparison.Ordinal);
        Assert.Contains("chatlab up --hosts ec2 --help", local, StringComparison.Ordinal);
        Snapshot.Matches(ec2, "help-up-ec2.txt");
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    public void Descriptions_wrap_at_the_width(int width) => Assert.All(
        Text(page => page.WriteVerb(Command("walk"), "ec2"), width).Split("Examples:")[0].Split("Options:")[1].Split('\n'),
        line => Assert.InRange(line.Length, 0, width));

    [Theory]
    [MemberData(nameof(VerbNames))]
    public void Examples_are_valid_command_lines(string name)
    {
        var examples = Command(name).Examples;

        Assert.NotEmpty(examples);
        Assert.All(examples, example =>
        {
            var line = example.Line.Split(" | ")[0];
            Assert.StartsWith($"chatlab {name}", line, StringComparison.Ordinal);
            Assert.Null(UsageError.Of(Verbs.CreateRoot().Parse(line["chatlab ".Length..])));
        });
    }

    private static CliCommand Command(string name) => Verbs.CreateRoot().Subcommands.OfType<CliCommand>().Single(verb => verb.Name == name);

    private static string Text(Action<HelpPage> write, int width = Width)
    {
        var output = new StringWriter { NewLine = "\n" };
        write(new HelpPage(output, width));
        return output.ToString();
    }
}
