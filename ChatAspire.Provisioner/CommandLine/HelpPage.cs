using System.CommandLine;
using System.CommandLine.Help;
using ChatAspire.Lab.Lifecycle;

namespace ChatAspire.Provisioner.CommandLine;

/// <summary>Renders the help of chatlab and of each verb: usage, arguments, options in groups, examples.</summary>
/// <param name="width">The width of the terminal in columns, at which descriptions wrap; limited to the range 60 to 110.</param>
internal sealed class HelpPage(TextWriter output, int width)
{
    private const int Indent = 2;
    private const int Gap = 2;

    /// <summary>The maximum width of a page in columns; longer lines are hard to read.</summary>
    private const int MaxWidth = 110;

    /// <summary>The maximum width of the label column; a longer label gets a line of its own.</summary>
    private const int MaxLabel = 26;

    private readonly int _width = Math.Clamp(width, 60, MaxWidth);

    /// <summary>Writes the help of chatlab itself: the list of verbs.</summary>
    public void WriteRoot(RootCommand root)
    {
        output.WriteLine(root.Description);
        Section("Usage:", ["chatlab COMMAND [OPTIONS]"]);
        var verbs = root.Subcommands.OfType<CliCommand>().ToList();
        var label = verbs.Max(verb => verb.Name.Length);
        foreach (var group in verbs.GroupBy(verb => verb.Group).OrderBy(group => group.Key))
        {
            Rows($"{Title(group.Key)}:", [.. group.Select(verb => (verb.Name, verb.Description!))], label);
        }

        Rows("Options:", [.. root.Options.Where(option => !option.Hidden).Select(Row)]);
        Examples(
        [
            new("chatlab up", "create the lab on this machine"),
            new("chatlab walk chat-b redis", "follow a connection from chat-b to Redis"),
            new("chatlab up --help", "show the options of a command"),
        ]);
    }

    /// <summary>Writes the help of one verb.</summary>
    /// <param name="hosts">The value of <c>--hosts</c>; the EC2 options are listed only for <c>ec2</c>. Null if it is not given.</param>
    public void WriteVerb(CliCommand verb, string? hosts)
    {
        output.WriteLine(verb.Description);
        Section(
            "Usage:",
            verb.Usage.Count > 0
                ? [.. verb.Usage.Select(usage => $"chatlab {usage}")]
                : [$"chatlab {verb.Path}{Arguments(verb)} [OPTIONS]"]);
        Rows("Commands:", [.. verb.Subcommands.Select(command => (command.Name, command.Description!))]);
        Rows(
            "Arguments:",
            [.. verb.Arguments.Where(argument => !argument.Hidden).Select(argument => (Label(argument), argument.Description ?? ""))]);
        var lab = verb.Lab;
        Rows(
            "Options:",
            [
                .. verb.Options.Where(option => !option.Hidden && option is not HelpOption && lab?.Contains(option) != true).Select(Row),
                ("-h, --help", "Show this help."),
            ]);
        if (lab is not null)
        {
            Rows("Lab options:", [.. lab.Common.Select(Row)]);
            if (hosts == HostSources.Ec2)
            {
                Rows("EC2 options:", [.. lab.Ec2.Select(Row)]);
            }
            else
            {
                output.WriteLine();
                output.WriteLine($"For the options of labs on AWS, run: chatlab {verb.Path} --hosts {HostSources.Ec2} --help");
            }
        }

        Examples(verb.Examples);
    }

    /// <summary>Returns the name of an argument for help and error texts: <c>HOST</c>, or <c>[HOST]</c> if it is optional.</summary>
    public static string Label(Argument argument)
    {
        var name = argument.HelpName ?? argument.Name.ToUpperInvariant();
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }

    private static string Title(VerbGroup group) => group switch
    {
        VerbGroup.Lab => "Lab commands",
        VerbGroup.Network => "Network commands",
        _ => "Access commands",
    };

    private static string Arguments(CliCommand verb) =>
        string.Concat(verb.Arguments.Where(argument => !argument.Hidden).Select(argument => $" {Label(argument)}"));

    private static (string Label, string Text) Row(Option option)
    {
        // Omits the aliases /h, -? and /?, which the library adds.
        string[] names = [.. option.Aliases.Where(alias => alias is ['-', var letter] && char.IsLetter(letter)), option.Name];
        var value = option.ValueType == typeof(bool) || option is HelpOption or VersionOption ? ""
            : option.Arity.MinimumNumberOfValues == 0 ? $" [{option.HelpName}]" : $" {option.HelpName}";
        return ($"{string.Join(", ", names)}{value}", option switch
        {
            HelpOption => "Show this help.",
            VersionOption => "Print the version.",
            _ => option.Description ?? "",
        });
    }

    private void Section(string title, IEnumerable<string> lines)
    {
        output.WriteLine();
        output.WriteLine(title);
        foreach (var line in lines)
        {
            output.WriteLine($"{Pad(Indent)}{line}");
        }
    }

    private void Examples(IReadOnlyList<HelpExample> examples)
    {
        if (examples.Count > 0)
        {
            var longest = examples.Max(example => example.Line.Length);
            Section("Examples:", examples.Select(example => $"{example.Line.PadRight(longest + Gap)}# {example.Comment}"));
        }
    }

    private void Rows(string title, IReadOnlyList<(string Label, string Text)> rows, int minLabel = 0)
    {
        if (rows.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine(title);
        var label = Math.Max(
            minLabel, rows.Where(row => row.Label.Length <= MaxLabel).Select(row => row.Label.Length).DefaultIfEmpty(MaxLabel).Max());
        var left = Indent + label + Gap;
        foreach (var (name, text) in rows)
        {
            var lines = Wrap(text, _width - left).ToList();
            var first = name.Length <= label;
            output.WriteLine(first ? $"{Pad(Indent)}{name.PadRight(label)}{Pad(Gap)}{lines[0]}".TrimEnd() : $"{Pad(Indent)}{name}");
            foreach (var line in first ? lines.Skip(1) : lines)
            {
                output.WriteLine($"{Pad(left)}{line}");
            }
        }
    }

    private static IEnumerable<string> Wrap(string text, int columns)
    {
        while (text.Length > columns && text.LastIndexOf(' ', columns) is > 0 and var cut)
        {
            yield return text[..cut];
            text = text[(cut + 1)..];
        }

        yield return text;
    }

    private static string Pad(int columns) => new(' ', columns);
}
