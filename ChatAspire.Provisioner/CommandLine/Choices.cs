using System.CommandLine;
using System.CommandLine.Parsing;
using ChatAspire.Network.Execution;

namespace ChatAspire.Provisioner.CommandLine;

/// <summary>Restricts arguments and options to known values. The error for any other value suggests a known one.</summary>
internal static class Choices
{
    /// <summary>Restricts an argument to the given values, which also become its completions.</summary>
    /// <param name="kind">The kind of value, as named in the error: "section".</param>
    public static void Restrict(this Argument<string> argument, string kind, IReadOnlyList<string> values)
    {
        argument.CompletionSources.Add([.. values]);
        argument.Validators.Add(result => Check(result, result.Tokens, kind, values));
    }

    /// <summary>Restricts an option to the given values, which also become its completions.</summary>
    /// <param name="kind">The kind of value, as named in the error: "language".</param>
    public static void Restrict(this Option<string> option, string kind, IReadOnlyList<string> values)
    {
        option.CompletionSources.Add([.. values]);
        option.Validators.Add(result => Check(result, result.Tokens, kind, values));
    }

    private static void Check(SymbolResult result, IReadOnlyList<Token> tokens, string kind, IReadOnlyList<string> values)
    {
        if (tokens.FirstOrDefault(token => !values.Contains(token.Value)) is { } wrong)
        {
            result.AddError($"{NameSuggestion.Unknown(kind, wrong.Value, values)} Known: {string.Join(", ", values)}.");
        }
    }
}
