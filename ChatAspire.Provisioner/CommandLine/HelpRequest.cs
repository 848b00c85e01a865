using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ChatAspire.Provisioner.CommandLine;

/// <summary>The action of <c>--help</c>: writes a <see cref="HelpPage"/> instead of the library's help.</summary>
internal sealed class HelpRequest : SynchronousCommandLineAction
{
    /// <summary>The width, in columns, of help that is written to a file or a pipe.</summary>
    private const int FileWidth = 100;

    /// <summary>True, so that help also works when other arguments are wrong or missing.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var page = new HelpPage(parseResult.InvocationConfiguration.Output, Console.IsOutputRedirected ? FileWidth : Console.WindowWidth);
        if (parseResult.CommandResult.Command is CliCommand verb)
        {
            page.WriteVerb(verb, verb.Lab?.HostsOf(parseResult));
        }
        else
        {
            page.WriteRoot((RootCommand)parseResult.RootCommandResult.Command);
        }

        return ExitCodes.Success;
    }

    /// <summary>Returns true when the command line requests help about an existing command.</summary>
    public static bool IsIn(ParseResult parsed) =>
        parsed.GetResult(parsed.RootCommandResult.Command.Options.OfType<HelpOption>().Single()) is { Implicit: false }
        && (parsed.CommandResult.Command is CliCommand || parsed.UnmatchedTokens.Count == 0);

    /// <summary>Makes <c>--help</c>, chatlab without a verb, and a verb without its subcommand show this help.</summary>
    public static void Install(RootCommand root)
    {
        var help = new HelpRequest();
        root.Options.OfType<HelpOption>().Single().Action = help;
        root.Action = help;
        foreach (var verb in root.Subcommands.Where(verb => verb.Subcommands.Count > 0))
        {
            verb.Action = help;
        }
    }
}
