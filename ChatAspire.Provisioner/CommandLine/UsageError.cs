using System.CommandLine;
using System.CommandLine.Parsing;
using ChatAspire.Network.Execution;
using CommandResult = System.CommandLine.Parsing.CommandResult;

namespace ChatAspire.Provisioner.CommandLine;

/// <summary>Turns a command line that cannot be parsed into one error, with a suggestion for a misspelled word.</summary>
internal static class UsageError
{
    /// <summary>Returns the first error of the command line; null for a valid one.</summary>
    public static UserErrorException? Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens is [var word, ..] && (command is RootCommand || command.TreatUnmatchedTokensAsErrors))
        {
            return Unknown(word, command);
        }

        return parsed.Errors is [var first, ..] ? new UserErrorException(Message(first), $"{Help(command)} shows the usage.") : null;
    }

    private static UserErrorException Unknown(string word, Command command)
    {
        if (word.StartsWith('-'))
        {
            string[] options =
            [
                .. command.Options.SelectMany(option => option.Aliases.Prepend(option.Name))
                    .Where(name => name.StartsWith("--", StringComparison.Ordinal)),
            ];
            if (options.Contains(word) && command is CliCommand verb)
            {
                return new UserErrorException($"{word} must come after the command.", $"Use: chatlab {verb.Path} {word} …");
            }

            return new UserErrorException(NameSuggestion.Unknown("option", word, options), $"{Help(command)} lists the options.");
        }

        return command.Subcommands.Count > 0
            ? new UserErrorException(
                NameSuggestion.Unknown("command", word, [.. command.Subcommands.Select(verb => verb.Name)]),
                $"{Help(command)} lists the commands.")
            : new UserErrorException($"Unexpected argument \"{word}\".", $"{Help(command)} shows the usage.");
    }

    private static string Message(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Tokens: [var value, ..], Option: var option } when IsNumber(option) =>
            $"{option.Name} \"{value.Value}\" is not a whole number.",
        OptionResult { Tokens.Count: 0, Option: { HelpName: { } value } option } => $"{option.Name} needs a value: {option.Name} {value}",
        ArgumentResult { Tokens.Count: 0, Argument: var argument } => $"Missing argument {HelpPage.Label(argument)}.",
        CommandResult { Command: CliCommand verb } command when Missing(verb, command) is { } argument =>
            $"Missing argument {HelpPage.Label(argument)}.",
        _ => error.Message,
    };

    private static bool IsNumber(Option option) =>
        option.ValueType == typeof(int) || option.ValueType == typeof(int?) || option.ValueType == typeof(long?);

    private static Argument? Missing(CliCommand verb, CommandResult command) =>
        verb.Arguments.FirstOrDefault(
            argument => argument.Arity.MinimumNumberOfValues > 0 && command.GetResult(argument) is not { Tokens.Count: > 0 });

    private static string Help(Command command) => command is CliCommand verb ? $"chatlab {verb.Path} --help" : "chatlab --help";
}
