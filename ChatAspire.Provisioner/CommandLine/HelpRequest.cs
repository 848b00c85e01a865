using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ChatAspire.Provisioner.CommandLine;

/// <summary>The action of <c>--help</c>: writes our help page in place of the library's.</summary>
internal sealed class HelpRequest : SynchronousCommandLineAction
{
    /// <summary>The width of help that goes to a file or a pipe.</summary>
    private const int FileWidth = 100;

    /// <summary>Help works also beside arguments that are wrong or missing.</summary>
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

    /// <summary>Checks for a request of help about a command that exists.</summary>
    public static bool IsIn(ParseResult parsed) =>
        parsed.GetResult(parsed.RootCommandResult.Command.Options.OfType<HelpOption>().Single()) is { Implicit: false }
        && (parsed.CommandResult.Command is CliCommand || parsed.UnmatchedTokens.Count == 0);

    /// <summary>Makes <c>--help</c>, chatlab without arguments, and a verb without its command show this help.</summary>
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
